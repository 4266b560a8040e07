/** Without what `work` writes to standard output, such as the address at a start. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const spy = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    return await work();
  } finally {
    spy.mockRestore();
  }
}
