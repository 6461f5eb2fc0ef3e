/** What a promise rejects with; an error when it does not. */
export const refusal = async (promise: PromiseLike<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('it went through')
}
