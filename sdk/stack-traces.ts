/** Where the program ends and what loads it begins: these frames are the same for every resource. */
const isLoader = (frame: NodeJS.CallSite): boolean => frame.getFileName()?.startsWith("node:internal/modules") === true;

const programFrames = (frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] => {
    const end = frames.findIndex(isLoader);
    return frames.slice(0, end === -1 ? frames.length : end);
};

/**
 * Makes Pulumi trace as little as it can do with while it registers a resource. Gives what ends that.
 *
 * Of each property it takes four traces, maps them to the program's source and hardly ever shows one: of many resources
 * that is most of the program's time. They get no frames. The one of the resource itself, which has a limit of its own,
 * goes into the stack's state with all of Node's and Pulumi's own frames, as paths on the machine that ran the program,
 * and all of the state is written at every step. That one keeps the program's frames.
 *
 * @example
 * const restore = shortenTraces();
 * try {
 *     super(type, name, inputs, options);
 * } finally {
 *     restore();
 * }
 */
export const shortenTraces = (): (() => void) => {
    const { stackTraceLimit, prepareStackTrace } = Error;
    Error.stackTraceLimit = 0;
    // Pulumi's own mapping to the source, which is there when it runs a program.
    if (prepareStackTrace !== undefined) {
        Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, programFrames(frames));
    }
    return () => Object.assign(Error, { stackTraceLimit, prepareStackTrace });
};
