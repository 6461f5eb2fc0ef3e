import type { TestDatabase } from '../../../engine/database.js'
import type { Driver } from '../drivers.js'
import { referenceDatabase } from '../reference-database.js'

/** The reference database as a careless migration may leave it: without row-level security on any of its tables. */
export const openDatabase = async (driver: Driver): Promise<TestDatabase> => {
  const database = await referenceDatabase(driver === 'pglite' ? 'pglite' : 'postgres')
  const superuser = await database.superuser()
  await superuser.exec(`do $$ declare open regclass; begin
    for open in select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
      execute format('alter table %s disable row level security', open);
    end loop;
  end $$`)
  return database
}
