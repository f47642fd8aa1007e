/**
 * What a look-up finds; undefined where libvirt says that there is no such thing. Any other failure is thrown.
 *
 * @param isMissing The predicate of `error.ts` that knows that answer.
 */
export const ifThere = async <T>(
    lookUp: Promise<T>,
    isMissing: (error: unknown) => boolean,
): Promise<T | undefined> => {
    try {
        return await lookUp;
    } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
    }
};
