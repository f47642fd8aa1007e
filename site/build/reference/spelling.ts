/** An argument's name in Python, as Pulumi's generator of SDKs makes it. */
const pythonName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const pascalName = (name: string): string => (name[0] ?? "").toUpperCase() + name.slice(1);

/** How the languages spell an argument that don't spell it as TypeScript does. */
export const spellingOf = (name: string): string => {
    const python = pythonName(name);
    const others = `\`${pascalName(name)}\` in Go and C#`;
    return python === name ? others : `\`${python}\` in Python, ${others}`;
};
