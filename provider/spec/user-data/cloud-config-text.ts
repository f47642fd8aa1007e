/** Characters that JSON allows but YAML 1.1 (5.1) doesn't, or treats as line breaks. Both accept them escaped. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** An object as user data: the header that cloud-init looks for, and JSON, which is YAML. */
export const cloudConfigText = (config: unknown): string => {
    const json = JSON.stringify(config, undefined, 2).replace(UNPRINTABLE, escaped);
    return `#cloud-config\n${json}\n`;
};
