/** Stops waiting when the signal fires. The promise itself continues for others. */
export const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
    signal === undefined
        ? promise
        : new Promise((resolve, reject) => {
              const aborted = (): void => reject(signal.reason);
              if (signal.aborted) aborted();
              signal.addEventListener("abort", aborted, { once: true });
              promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
          });
