/** Whether a frame is of what loads the program. From the first one on, the frames are the same for every resource. */
const isLoader = (frame: NodeJS.CallSite): boolean => frame.getFileName()?.startsWith("node:internal/modules") === true;

const programFrames = (frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] => {
    const end = frames.findIndex(isLoader);
    return frames.slice(0, end === -1 ? frames.length : end);
};

/**
 * Shortens the stack traces that Pulumi takes while it registers a resource.
 *
 * Pulumi takes four traces of each property, maps them to the program's source and hardly ever shows one. With many
 * resources that is most of the program's time, so these get no frames. The trace of the resource itself has its own
 * limit. It goes into the stack's state, which is written at every step, with all of Node's and Pulumi's own frames as
 * paths on the machine that ran the program. That trace keeps only the program's frames.
 *
 * @returns A function that restores the previous settings.
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
    // Pulumi's own mapping to the source, which exists when Pulumi runs a program.
    if (prepareStackTrace !== undefined) {
        Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, programFrames(frames));
    }
    return () => Object.assign(Error, { stackTraceLimit, prepareStackTrace });
};
