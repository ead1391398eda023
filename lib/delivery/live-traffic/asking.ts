/**
 * The answer of an AWS service, or an error that says who was asked.
 */
export async function asking<T>(service: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw new Error(`${service} does not tell what is live (${name}: ${message}); deploy this stack again`, {
      cause: error,
    });
  }
}
