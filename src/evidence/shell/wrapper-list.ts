/** Which commands run another command, and where on their line it begins. Source: each one's own manual. */
export interface Wrapper {
  /** Options that take a value of their own. */
  readonly valued: readonly string[];
  /** Operands before the command: the duration of `timeout`. */
  readonly operands?: number;
  /** Words that must come first, and those of them that run nothing else: `aws-vault exec PROFILE --`. */
  readonly verb?: RegExp;
  readonly isVerbOptional?: true;
  /** The word itself is the command. */
  readonly isVerbRun?: true;
  /** The command stands behind one of these words alone. */
  readonly behind?: readonly string[];
  /** Options whose value is the text of a command. */
  readonly text?: readonly string[];
  /** The operand in place of a command is the text of one. */
  readonly isText?: true;
  /** A number of attempts may come before the command. */
  readonly isCounted?: true;
  /** Why its own calls of AWS are not known. */
  readonly own?: string;
  /** Options that name files of variables, which the command sees; without one it is `.env`. */
  readonly files?: readonly string[];
}

const NONE: Wrapper = { valued: [] };
export const DASHES = ['--'];
const RUN: Wrapper = {
  valued: ['-n', '--name', '-p', '--prefix', '-e', '--env', '--node', '--npm', '--yarn'],
  verb: /^run$/,
};
const EXEC: Wrapper = { valued: ['--using'], verb: /^exec$/ };

export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries<Wrapper>({
    sudo: { valued: ['-u', '-g', '-h', '-p', '-C', '-U', '--user', '--group'] },
    doas: { valued: ['-u'] },
    env: { valued: ['-u', '-C', '-S', '--unset', '--chdir'] },
    time: { valued: ['-f', '-o'] },
    command: NONE,
    builtin: NONE,
    exec: { valued: ['-a'] },
    nohup: NONE,
    setsid: NONE,
    nice: { valued: ['-n', '--adjustment'] },
    ionice: { valued: ['-c', '-n'] },
    chrt: { valued: [], operands: 1 },
    stdbuf: { valued: ['-i', '-o', '-e'] },
    unbuffer: NONE,
    timeout: { valued: ['-s', '-k', '--signal', '--kill-after'], operands: 1 },
    gtimeout: { valued: ['-s', '-k', '--signal', '--kill-after'], operands: 1 },
    retry: {
      isCounted: true,
      valued: [
        '-t',
        '--times',
        '-d',
        '--delay',
        '-m',
        '--max',
        '-r',
        '--retries',
        '-n',
        '-i',
        '-u',
        '--until',
        '--while',
      ],
    },
    flock: { valued: ['-w', '--timeout', '-E'], operands: 1, text: ['-c'] },
    gosu: { valued: [], operands: 1 },
    'su-exec': { valued: [], operands: 1 },
    runuser: { valued: ['-u', '--user', '-l', '-g'], text: ['-c'] },
    su: { valued: ['-s', '-g', '--shell'], operands: 1, text: ['-c'] },
    script: { valued: [], operands: 1, text: ['-c'] },
    watch: { valued: ['-n'] },
    'codebuild-tests-run': {
      valued: ['--files-search', '--sharding-strategy'],
      text: ['--test-command'],
    },
    chamber: {
      valued: [],
      verb: /^exec$/,
      behind: DASHES,
      own: 'which parameters or secrets it reads is not followed',
    },
    'aws-vault': { valued: [], verb: /^exec$/, behind: DASHES },
    doppler: { valued: [], verb: /^run$/, behind: DASHES, text: ['--command'] },
    op: { valued: [], verb: /^run$/, behind: DASHES },
    infisical: { valued: [], verb: /^run$/, behind: DASHES, text: ['--command'] },
    direnv: { valued: [], verb: /^exec$/, operands: 1 },
    dotenv: {
      valued: ['-f', '-e', '--file', '-v', '-p'],
      verb: /^run$/,
      isVerbOptional: true,
      files: ['-e', '-f', '--file'],
    },
    dotenvx: {
      valued: ['-f', '--env-file'],
      verb: /^run$/,
      behind: DASHES,
      files: ['-f', '--env-file'],
    },
    'env-cmd': { valued: ['-f', '--file', '-e', '-r'], files: ['-f', '--file'] },
    'cross-env': NONE,
    'cross-env-shell': NONE,
    'wait-for-it': { valued: [], behind: DASHES },
    tini: { valued: [], behind: DASHES },
    'dumb-init': NONE,
    nix: { valued: [], verb: /^(?:develop|shell)$/, behind: ['-c', '--command'] },
    'nix-shell': { valued: ['-p', '--packages'], behind: [], text: ['--run', '--command'] },
    devbox: RUN,
    pixi: RUN,
    hatch: RUN,
    rye: RUN,
    conda: RUN,
    mamba: RUN,
    micromamba: RUN,
    volta: RUN,
    foreman: RUN,
    mise: { valued: [], verb: /^(?:exec|x)$/, behind: DASHES },
    terramate: { valued: [], verb: /^run$/, behind: DASHES },
    fnm: EXEC,
    asdf: EXEC,
    pyenv: EXEC,
    rbenv: EXEC,
    nodenv: EXEC,
    goenv: EXEC,
    jenv: EXEC,
    nvm: { valued: [], verb: /^(?:exec|run)$/, operands: 1 },
    rvm: { valued: [], behind: ['do'] },
    scl: { valued: [], verb: /^enable$/, operands: 1, isText: true },
    corepack: { valued: [], verb: /^(?:npm|yarn|pnpm)$/, isVerbRun: true },
    sops: { valued: [], verb: /^exec-env$/, operands: 1, isText: true, own: 'its key is named in its file' },
    'ssm-env': { valued: ['-template'], own: 'it reads the parameters that variables name' },
    'ssm-parent': {
      valued: ['-p', '--path', '-n', '--name'],
      verb: /^run$/,
      own: 'which parameters it reads is not followed',
    },
    teller: { valued: [], verb: /^run$/, behind: DASHES, own: 'what it reads is in its own file' },
    summon: { valued: ['-p', '-f', '-D', '-e'], own: 'what it reads is in its own file' },
    vals: { valued: [], verb: /^exec$/, behind: DASHES, own: 'what it reads is in its own file' },
    'aws-okta': { valued: [], verb: /^exec$/, behind: DASHES },
    saml2aws: { valued: [], verb: /^exec$/, behind: DASHES },
    'xvfb-run': { valued: ['-n', '-s', '-e', '-f', '-p'] },
    'dbus-run-session': NONE,
    fakeroot: NONE,
    strace: { valued: ['-o', '-e', '-s'] },
    chpst: { valued: ['-u'] },
    setpriv: { valued: ['--reuid', '--regid'] },
    'ssh-agent': NONE,
    sg: { valued: [], operands: 1, text: ['-c'] },
  }),
);

/** Wrappers that are another person while the command runs: its credentials are not the build's. */
export const OTHER_CREDENTIALS: ReadonlyMap<string, string> = new Map(
  ['aws-vault', 'aws-okta', 'saml2aws'].map((name) => [name, 'AWS_PROFILE']),
);
