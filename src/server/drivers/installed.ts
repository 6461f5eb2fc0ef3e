/** The module, or null when the package `name` is not installed; any other failure is thrown on. */
export const installed = async <M>(name: string, load: () => Promise<M>): Promise<M | null> => {
  try {
    return await load()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)) return null
    throw error
  }
}
