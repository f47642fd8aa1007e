/** Forms of values that can't hold a secret by their form, or hold none by their meaning. */

/** A word of a format. */
export const WORD: RegExp = /^[a-z][a-z_-]{0,23}$/i;

/** What cloud-init takes for true or false, or to leave a setting as it is. */
export const SWITCH: RegExp = /^(?:true|false|yes|no|on|off|y|n|t|f|1|0|unchanged)$/i;

/** The name of a user or a group on Linux: useradd(8). */
export const USER: RegExp = /^[A-Za-z_][\w.-]{0,31}\$?$/;

/** Several of them. */
export const USERS: RegExp = /^[A-Za-z_][\w.-]{0,31}\$?(?:, ?[A-Za-z_][\w.-]{0,31}\$?){0,31}$/;

/** The owner of a file. */
export const OWNER: RegExp = /^[\w.-]{0,32}(?::[\w.-]{0,32})?$/;

/** RFC 1123 2.1. */
export const HOST: RegExp = /^(?=.{1,253}$)[A-Za-z\d](?:[A-Za-z\d-]{0,62})(?:\.[A-Za-z\d-]{1,63})*\.?$/;

/** A host, or an address with or without a prefix length. */
export const HOST_OR_ADDRESS: RegExp = /^(?:[A-Za-z\d][A-Za-z\d.-]{0,252}|[\da-f]*:[\da-f:.]{1,44})(?:\/\d{1,3})?$/i;

/** An absolute path, and nothing like an address. */
export const PATH: RegExp = /^\/(?!.*:\/\/)[^\p{Cc}?]{0,1023}$/u;

/** A device or a place in the file system, as fstab(5) has them. */
export const DEVICE: RegExp =
    /^(?:\/[^\p{Cc}\s@?:]{0,255}|(?:LABEL|UUID|PARTUUID|PARTLABEL)=[\w.-]{1,64}|[a-z]{2,10}\d{0,3}(?:\.\d{1,3})?)$/u;

/** A number of bytes, or a share. */
export const SIZE: RegExp = /^(?:auto|\d{1,20}(?:\.\d{1,3})?\s?(?:[KMGTP]i?B?|[B%])?)$/i;

/** A small number. */
export const NUMBER: RegExp = /^-?\d{1,10}$/;

/** The name of a source of packages. */
export const SOURCE: RegExp = /^[\w][\w.+-]{0,63}$/;
