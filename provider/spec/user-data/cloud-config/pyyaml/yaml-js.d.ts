/** The parts of yaml-js that this package uses; yaml-js has no types of its own. */
declare module "yaml-js" {
    namespace yaml {
        /** A place in the text; the numbers start at 0. */
        interface Mark {
            readonly line: number;
            readonly column: number;
            readonly index: number;
        }

        interface MarkedError {
            readonly context?: string | null;
            readonly context_mark?: Mark | null;
            readonly problem?: string | null;
            readonly problem_mark?: Mark | null;
        }

        interface Event {
            readonly start_mark: Mark;
            readonly anchor?: string | null;
            readonly tag?: string | null;
            /** Whether the tag follows from the value: of a scalar in its plain form, and in its quoted one. */
            readonly implicit?: boolean | readonly [plain: boolean, quoted: boolean];
            readonly value?: string;
        }

        type Class<Instance, Args extends readonly unknown[] = readonly never[]> = new (...args: Args) => Instance;

        interface Reader {
            line: number;
            column: number;
            index: number;
            initialise(text: string): void;
            peek(offset?: number): string;
            prefix(length?: number): string;
            forward(length?: number): void;
            get_mark(): Mark;
        }

        interface Loader extends Reader {
            indent: number;
            flow_level: number;
            allow_simple_key: boolean;
            tokens_taken: number;
            readonly tokens: readonly unknown[];
            readonly possible_simple_keys: Record<number, unknown>;
            /** Where the open collections start. */
            readonly marks: readonly Mark[];
            remove_possible_simple_key(): void;
            scan_block_scalar_indicators(start: Mark): readonly [chomping: boolean | null, increment: number | null];
            scan_block_scalar_ignored_line(start: Mark): void;
            check_event(...kinds: readonly Class<Event>[]): boolean;
            peek_event(): Event;
            get_event(): Event;
        }

        interface Module {
            readonly loader: { make_loader(reader: Class<Reader>): Class<Loader, readonly [text: string]> };
            readonly scanner: {
                readonly ScannerError: Class<
                    Error & MarkedError,
                    readonly [context: string | null, contextMark: Mark | null, problem: string, problemMark: Mark]
                >;
            };
            readonly errors: { readonly MarkedYAMLError: Class<Error & MarkedError> };
            readonly tokens: {
                readonly ScalarToken: Class<
                    unknown,
                    readonly [value: string, isPlain: boolean, start: Mark, end: Mark, style?: string]
                >;
            };
            readonly events: Readonly<
                Record<
                    | "StreamEndEvent"
                    | "AliasEvent"
                    | "ScalarEvent"
                    | "SequenceStartEvent"
                    | "SequenceEndEvent"
                    | "MappingStartEvent"
                    | "MappingEndEvent",
                    Class<Event>
                >
            >;
        }
    }

    const yaml: yaml.Module;
    export = yaml;
}
