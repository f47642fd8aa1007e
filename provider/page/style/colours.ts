/** The colours of the page, in light and dark; each text colour has a contrast of at least 4.5 to its backgrounds. */
export const COLOURS: string = `
:root {
    color-scheme: light dark;
    --page: #fcfcfa;
    --surface: #ffffff;
    --sunken: #f4f4f0;
    --text: #1d2126;
    --muted: #5a616b;
    --line: #e2e2dc;
    --strong-line: #c6c7c0;
    --accent: #0b5c8a;
    --problem: #a4161a;
    --problem-back: #fdeeed;
    --warning: #7a4a00;
    --warning-back: #fdf4de;
    --fine: #1c6638;
    --fine-back: #e9f5ec;
    --added: #176034;
    --added-back: #e4f4e8;
    --removed: #97201c;
    --removed-back: #fcebe9;
    --changed: #664a00;
    --changed-back: #fbf2d5;
    --nic: #0b6e99;
    --bond: #6b4aa8;
    --vlan: #a14a12;
    --address: #2c7a4b;
    --code-key: #0b5c8a;
    --code-string: #2a6a2a;
    --code-number: #8a3a00;
    --code-word: #7a2b8a;
    --code-comment: #616770;
}
@media (prefers-color-scheme: dark) {
    :root {
        --page: #14171a;
        --surface: #1a1e22;
        --sunken: #20252a;
        --text: #e7e9ec;
        --muted: #a3abb5;
        --line: #2d333a;
        --strong-line: #49515a;
        --accent: #7cc4f0;
        --problem: #ff9c95;
        --problem-back: #3a1e1f;
        --warning: #f0c36a;
        --warning-back: #352a14;
        --fine: #86d6a0;
        --fine-back: #18301f;
        --added: #8ad9a3;
        --added-back: #183122;
        --removed: #ffa39b;
        --removed-back: #3a2021;
        --changed: #ecc878;
        --changed-back: #332a15;
        --nic: #62b8e0;
        --bond: #b59aec;
        --vlan: #f0a06a;
        --address: #74cf97;
        --code-key: #86c6f2;
        --code-string: #9ed69a;
        --code-number: #f2b07c;
        --code-word: #d7a6ea;
        --code-comment: #9aa2ad;
    }
}
`;
