import type { WireError } from "./error.ts";
import { codecs } from "./wire.ts";
import { type Codec, optional } from "./xdr.ts";

const optionalText = codecs.optionalString;
const optionalDomain = optional(codecs.domain);
/** `remote_nonnull_network` has the same fields as a pool. */
const optionalNetwork = optional(codecs.pool);

/** `virNetMessageError`. Its domain and network are skipped: libvirt no longer sets them. */
export const wireError: Codec<WireError> = {
    write: (writer, error) => {
        writer.i32(error.code);
        writer.i32(error.domain);
        optionalText.write(writer, error.message);
        writer.i32(error.level);
        optionalDomain.write(writer, undefined);
        optionalText.write(writer, error.str1);
        optionalText.write(writer, error.str2);
        optionalText.write(writer, error.str3);
        writer.i32(error.int1);
        writer.i32(error.int2);
        optionalNetwork.write(writer, undefined);
    },
    read: (reader) => {
        const [code, origin, message, level] = [reader.i32(), reader.i32(), optionalText.read(reader), reader.i32()];
        optionalDomain.read(reader);
        const [str1, str2, str3] = [optionalText.read(reader), optionalText.read(reader), optionalText.read(reader)];
        const [int1, int2] = [reader.i32(), reader.i32()];
        optionalNetwork.read(reader);
        return { code, domain: origin, message: message ?? `error ${code}`, level, str1, str2, str3, int1, int2 };
    },
};
