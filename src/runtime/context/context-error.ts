import { TenancyError } from '../../model/error.js'
import { isConnectionLoss } from './connection-loss.js'

/** Why the server did not make the transaction one tenant's: nothing has run in it. */
export const contextError = (cause: unknown, role: string): TenancyError => {
  if (isConnectionLoss(cause)) {
    return new TenancyError(
      'TEN607',
      'the connection was lost before the transaction began. Run withTenant again.',
      { cause },
    )
  }
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new TenancyError(
    'TEN606',
    `the tenant's context was refused: ${reason}. The app's login must be a member of ${role}: name it in roles.logins of tenantry.config.ts and run the migrations (\`tenantry gen\`).`,
    { cause },
  )
}
