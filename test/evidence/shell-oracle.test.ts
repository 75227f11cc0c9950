import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { knownOutput } from '#evidence/shell/aws-outputs.ts';
import { Frame } from '#evidence/shell/frame.ts';
import { literal } from '#evidence/shell/text.ts';
import { ToolMemory } from '#evidence/shell/tools/memory.ts';
import { type Call, callsOfDocker } from './calls-of-docker.ts';
import { isLacking } from './lacking.ts';
import { MAKE_CASES } from './make-cases.ts';

const ACCOUNT = '290008131176';
const HOST = `${ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com`;
const VARIABLES = {
  ACCOUNT,
  AWS_REGION: 'us-west-2',
  AWS_DEFAULT_REGION: 'us-west-2',
  REPO: 'shop/web',
  QUOTED: '"app"',
};

/** What the AWS CLI prints; `--query` and `--output` as far as the cases ask. */
const AWS = `#!/bin/bash
case "$*" in
  *get-caller-identity*Arn*--output\\ text*) echo arn:aws:sts::${ACCOUNT}:assumed-role/builder/AWSCodeBuild-0f0f;;
  *get-caller-identity*--query*--output\\ text*) echo ${ACCOUNT};;
  *get-caller-identity*--output\\ text*) printf '${ACCOUNT}\\tarn:aws:sts::${ACCOUNT}:assumed-role/builder/AWSCodeBuild-0f0f\\tAROAEXAMPLE:AWSCodeBuild-0f0f\\n';;
  *get-caller-identity*--query*) echo '"${ACCOUNT}"';;
  *get-caller-identity*) printf '{\\n    "UserId": "AROAEXAMPLE:AWSCodeBuild-0f0f",\\n    "Account": "${ACCOUNT}",\\n    "Arn": "arn:aws:sts::${ACCOUNT}:assumed-role/builder/AWSCodeBuild-0f0f"\\n}\\n';;
  *describe-repositories*--query*--output\\ text*) echo ${HOST}/shop/web;;
  *describe-repositories*) printf '{\\n    "repositories": [\\n        {\\n            "repositoryArn": "a",\\n            "registryId": "${ACCOUNT}",\\n            "repositoryName": "shop/web",\\n            "repositoryUri": "${HOST}/shop/web",\\n            "createdAt": "x"\\n        }\\n    ]\\n}\\n';;
  configure\\ get\\ region) echo us-west-2;;
esac
`;
const DOCKER =
  '#!/bin/bash\nfor word in docker "$@"; do printf "%s\\0" "$word"; done >> "$CALLS"\nprintf "\\n" >> "$CALLS"\n';

const root = mkdtempSync(join(tmpdir(), 'oracle-'));
const bin = join(root, 'bin');
mkdirSync(bin);
for (const [name, text] of [
  ['aws', AWS],
  ['docker', DOCKER],
] as const) {
  writeFileSync(join(bin, name), text);
  chmodSync(join(bin, name), 0o755);
}
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;
let count = 0;

/** The calls of docker as bash makes them. */
function real(script: string, files: Files): readonly (readonly string[])[] {
  const directory = join(root, `${count++}`);
  mkdirSync(directory);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text, { mode: 0o755 });
  }
  const calls = join(root, `${count}.calls`);
  const env = {
    ...VARIABLES,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    CALLS: calls,
    HOME: '/root',
    LC_ALL: 'C',
  };
  // With a socket for its input, bash would take itself for a remote shell and read the user's own files.
  spawnSync('bash', ['--norc', '-c', script], { cwd: directory, env, timeout: 20_000, stdio: 'ignore' });
  const text = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  return text
    .split('\0\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\0'));
}

/** The calls of docker as the reader of commands finds them; what is not known is null. */
function read(script: string, files: Files): readonly Call[] {
  const place = { partition: 'aws', account: ACCOUNT, region: 'us-west-2', roleName: 'builder' };
  const memory = new ToolMemory();
  const frame = new Frame();
  for (const [name, value] of Object.entries(VARIABLES)) frame.set(name, literal(value));
  return callsOfDocker(script, {
    frame,
    files,
    output: (invocation) => knownOutput(invocation, place, memory),
  });
}

const PUSH = 'docker push';
const STS = 'aws sts get-caller-identity';
const DESCRIBE = 'aws ecr describe-repositories --repository-names shop/web';
const MANIFEST = JSON.stringify({
  name: 'web',
  version: '1.4.2',
  config: { image: 'shop/web' },
  tags: ['a', 'b'],
});
const DETAIL = JSON.stringify({ ImageURI: `${HOST}/shop/web:7` });
const DOTENV = `# where it goes\nREGISTRY=${HOST}\nNAME=shop/web\n\nTAG=3\n`;

const LONG = Array.from({ length: 72 }, (_, at) => `t${at}`).join(' ');

const CASES: readonly (readonly [string, string, Files?])[] = [
  ['jq -r of a member', `A=$(${STS} | jq -r .Account); ${PUSH} $A/x`],
  ['jq --raw-output', `A=$(${STS} | jq --raw-output '.Account'); ${PUSH} $A/x`],
  ['jq with quotes left on', `A=$(${STS} | jq .Account); ${PUSH} "$A"`],
  ['quotes taken off by tr', `A=$(${STS} | jq .Account | tr -d '"'); ${PUSH} $A/x`],
  ['quotes taken off by sed', `A=$(${STS} | jq .Account | sed 's/"//g'); ${PUSH} $A/x`],
  ['quotes taken off by xargs', `A=$(${STS} | jq .Account | xargs); ${PUSH} $A/x`],
  ['a query as JSON', `A=$(${STS} --query Account | tr -d '"'); ${PUSH} $A/x`],
  ['a query as text', `A=$(${STS} --query Account --output text); ${PUSH} $A/x`],
  ['a field of the text by cut', `A=$(${STS} --output text | cut -f1); ${PUSH} $A/x`],
  ['a field of the text by awk', `A=$(${STS} --output text | awk '{print $1}'); ${PUSH} $A/x`],
  ['a line by grep', `A=$(${STS} | grep Account | sed 's/[^0-9]*//g'); ${PUSH} $A/x`],
  ['a match by grep', `A=$(${STS} | grep -o '"Account": "[0-9]*"' | grep -o '[0-9]*'); ${PUSH} $A/x`],
  ['an ARN split by jq', `A=$(${STS} | jq -r '.Arn | split(":")[4]'); ${PUSH} $A/x`],
  ['an ARN cut', `A=$(${STS} --query Arn --output text | cut -d: -f5); ${PUSH} $A/x`],
  ['an ARN read into an array', `IFS=: read -ra P <<< "$(${STS} | jq -r .Arn)"; ${PUSH} \${P[4]}/x`],
  ['an ARN read into variables', `IFS=: read -r a b c d A e <<< "$(${STS} | jq -r .Arn)"; ${PUSH} $A/x`],
  ['what patterns leave of an ARN', `A=$(${STS} | jq -r .Arn); A=\${A#arn:aws:sts::}; ${PUSH} \${A%%:*}/x`],
  ['expressions of sed one after the other', `${PUSH} $(echo "$QUOTED" | sed -e 's/^"//' -e 's/"$//')`],
  [
    'python',
    `A=$(${STS} | python3 -c "import sys, json; print(json.load(sys.stdin)['Account'])"); ${PUSH} $A/x`,
  ],
  ['a whole address by jq', `R=$(${DESCRIBE} | jq -r '.repositories[0].repositoryUri'); ${PUSH} $R:1`],
  [
    'a whole address by a pipe in jq',
    `R=$(${DESCRIBE} | jq -r '.repositories | .[0] | .repositoryUri'); ${PUSH} $R:1`,
  ],
  [
    'jq select',
    `R=$(${DESCRIBE} | jq -r '.repositories[] | select(.repositoryName=="shop/web") | .repositoryUri'); ${PUSH} $R`,
  ],
  ['a text query', `R=$(${DESCRIBE} --query 'repositories[0].repositoryUri' --output text); ${PUSH} $R`],
  [
    'the host of an address',
    `R=$(${DESCRIBE} | jq -r '.repositories[].repositoryUri' | cut -d/ -f1); ${PUSH} $R/y`,
  ],
  [
    'the name of an address',
    `R=${HOST}/shop/web; ${PUSH} $(basename $R) $(dirname $R) \${R#*/} \${R%%/*} \${R##*/}`,
  ],
  ['jq string interpolation', `R=$(${STS} | jq -r '"\\(.Account).dkr/x"'); ${PUSH} $R`],
  ['jq concatenation', `R=$(${STS} | jq -r '.Account + "/x"'); ${PUSH} $R`],
  ['jq default', `R=$(echo '{}' | jq -r '.a // "none"'); ${PUSH} $R`],
  ['jq --arg', `R=$(jq -rn --arg a "$REPO" '$a + ":1"'); ${PUSH} $R`],
  [
    'jq of a file',
    `${PUSH} $(jq -r .config.image package.json):$(jq -r .version package.json)`,
    { 'package.json': MANIFEST },
  ],
  [
    'jq of a list',
    `for t in $(jq -r '.tags[]' package.json); do ${PUSH} x:$t; done`,
    { 'package.json': MANIFEST },
  ],
  ['jq join', `${PUSH} $(jq -r '.tags | join("-")' package.json)`, { 'package.json': MANIFEST }],
  ['jq split', `${PUSH} $(jq -r '.config.image | split("/")[1]' package.json)`, { 'package.json': MANIFEST }],
  [
    'a version by grep and sed',
    `V=$(grep '"version"' p.json | head -1 | sed -E 's/.*"([0-9.]+)".*/\\1/'); ${PUSH} x:$V`,
    { 'p.json': '{\n  "version": "2.0.1",\n  "x": 1\n}\n' },
  ],
  [
    'a version by awk',
    `V=$(awk -F: '/version/ {gsub(/[", ]/, "", $2); print $2}' p.json); ${PUSH} x:$V`,
    { 'p.json': '{\n  "version": "2.0.1",\n  "x": 1\n}\n' },
  ],
  [
    'imageDetail.json written before',
    `printf '{"ImageURI":"%s"}' ${HOST}/a:1 > imageDetail.json; ${PUSH} $(jq -r .ImageURI imageDetail.json)`,
  ],
  [
    'imageDetail.json of the source',
    `${PUSH} $(cat imageDetail.json | jq -r '.ImageURI')`,
    { 'imageDetail.json': DETAIL },
  ],
  ['a VERSION file', `${PUSH} x:$(cat VERSION)`, { VERSION: '1.2.3\n' }],
  ['a file read by a redirection', `${PUSH} x:$(< VERSION)`, { VERSION: '1.2.3\n' }],
  [
    'files that sed edits, its options in one word',
    `sed -Ei 's/(a+)/x\\1x/' d.sh; sed -nri.old 's/x/y/p' e.sh; bash d.sh; bash e.sh`,
    { 'd.sh': `${PUSH} aa\n`, 'e.sh': `${PUSH} x\n${PUSH} z\n` },
  ],
  [
    'lines of sed whose end comes before their beginning',
    `${PUSH} $(printf 'a\\nb\\nc\\n' | sed -n '3,2p') $(printf 'a\\nb\\nc\\n' | sed '2,1d')`,
  ],
  [
    'variables of a function',
    `f() { declare X=2; typeset -x Y=2; local -a A=(c); declare -g Z=2; ${PUSH} $X$Y$Z \${A[0]}; }; X=1 Y=1 Z=1 A=(a b); f; ${PUSH} $X$Y$Z \${A[0]} \${A[1]}`,
  ],
  [
    'variables of small and capital letters',
    `declare -l S=AbC; declare -u C; C=AbC; f() { local -l S=X; ${PUSH} $S; }; f; ${PUSH} $S $C; S+=D; ${PUSH} $S`,
  ],
  [
    'variables that are numbers',
    `declare -i N=2; N+=3; ${PUSH} $N; declare -i I=0; while [ $I -lt 2 ]; do ${PUSH} $I; I=$((I+1)); done`,
  ],
  [
    'a variable that printf sets by one word',
    `X=a; printf -vX %s b; ${PUSH} $X; printf -v Y %s c; ${PUSH} $Y`,
  ],
  [
    'lines with separators at their end',
    `IFS=: read a b <<< 'x:y:'; ${PUSH} $b; IFS=: read a <<< 'x:'; ${PUSH} $a; IFS=: read a b <<< 'x:y::'; ${PUSH} $b; read <<< ' r '; ${PUSH} "$REPLY"`,
  ],
  [
    'lists over variables of the same name',
    `X=old; mapfile -t X <<< new; ${PUSH} $X; Y=old; read -ra Y <<< 'n m'; ${PUSH} $Y \${Y[1]}; unset -f Y; ${PUSH} $Y`,
  ],
  [
    'case that goes on',
    `case prod in p*) ${PUSH} a;;& prod) ${PUSH} b;;& z) ${PUSH} c;; *) ${PUSH} d;; esac; case a in a) ${PUSH} 1;& b) ${PUSH} 2;; c) ${PUSH} 3;; esac`,
  ],
  [
    'commands at the end, with and without a mark before them',
    `trap "${PUSH} s" EXIT; trap EXIT; bash -c 'trap -- "${PUSH} e" EXIT; ${PUSH} a'; ${PUSH} b`,
  ],
  ['a function that is unset', `docker() { :; }; unset -f docker; ${PUSH} a`],
  [
    'tr of case',
    `${PUSH} $(echo Shop/Web | tr '[:upper:]' '[:lower:]') $(echo a_b | tr _ -) $(echo abc | tr a-c A-C)`,
  ],
  ['tr of a complement', `${PUSH} $(printf 'a b/c' | tr -c 'a-z' '-') $(echo aab | tr -s a)`],
  [
    'cut of characters',
    `${PUSH} x:$(echo 0123456789 | cut -c1-7) x:$(echo a.b.c | cut -d. -f1,2) x:$(echo a.b.c | cut -d. -f2-)`,
  ],
  ['rev and cut', `${PUSH} $(echo a/b/c | rev | cut -d/ -f1 | rev)`],
  [
    'awk fields',
    `${PUSH} $(echo 'a b c' | awk '{print $2}') $(echo a:b:c | awk -F: '{print $NF}') $(echo a b | awk '{print $1"-"$2}')`,
  ],
  [
    'awk lines',
    `${PUSH} $(printf 'a 1\\nb 2\\n' | awk 'NR==2 {print $1}') $(printf 'a 1\\nb 2\\n' | awk '$1=="a" {print $2}')`,
  ],
  [
    'head and tail',
    `${PUSH} $(printf 'a\\nb\\nc\\n' | head -n 1) $(printf 'a\\nb\\nc\\n' | tail -1) $(printf 'a\\nb\\nc\\n' | head -2 | tail -n1)`,
  ],
  [
    'sort and uniq',
    `${PUSH} $(printf 'b\\na\\nb\\n' | sort | uniq) $(printf 'b\\na\\nb\\n' | sort -u) $(printf '10\\n9\\n' | sort -n)`,
  ],
  ['wc and paste', `${PUSH} x$(printf 'a\\nb\\n' | wc -l) $(printf 'a\\nb\\n' | paste -sd, -)`],
  [
    'grep -v and -i',
    `${PUSH} $(printf '#x\\nA=1\\n' | grep -v '^#') $(printf 'Abc\\n' | grep -i abc) $(printf 'a\\nb\\n' | grep -E '^(b|c)$')`,
  ],
  [
    'sed of several kinds',
    `${PUSH} $(echo a.b.c | sed 's/\\./-/g') $(echo v1.2 | sed 's/^v//') $(echo 'a/b' | sed 's|/|:|') $(echo abc | sed -E 's/(a)(b)/\\2\\1/')`,
  ],
  [
    'sed of chosen lines',
    `${PUSH} $(printf 'a\\nb\\n' | sed -n 2p) $(printf 'a\\nb\\n' | sed '1d') $(printf 'a\\nb\\n' | sed -n '/b/p')`,
  ],
  [
    'sed that prints what it changed',
    `${PUSH} $(printf 'name = "a"\\nversion = "2.7"\\n' | sed -n 's/^version *= *"\\(.*\\)"/\\1/p' | head -n 1) $(printf 'a\\nb\\n' | sed 's/b/c/p' | tail -2 | paste -sd- -)`,
  ],
  [
    'sort of names with signs',
    `for i in $(printf 'web/ui\\nweb/api\\nweb/ui\\n' | sort -u); do ${PUSH} $i; done`,
  ],
  ['a list parted by IFS', `L='a|x;b|y'; IFS=';'; for i in $L; do ${PUSH} "$i"; done; ${PUSH} $L`],
  [
    'IFS of a function in the background',
    `f() { IFS='|'; read a b <<< "$1"; ${PUSH} $a/$b; }; IFS=';'; for i in 'a|x' 'b|y'; do f "$i"; done`,
  ],
  [
    'fields between signs, empty ones among them',
    `IFS=', '; L=' a, b ,,c,'; ${PUSH} $L; IFS=,; ${PUSH} $L; IFS=; ${PUSH} $L; IFS=-; L=-a--b; ${PUSH} $L; unset IFS; ${PUSH} $L`,
  ],
  ['words by IFS out of a command', `IFS=:; ${PUSH} $(echo a:b c:d); N=x:y; ${PUSH} "$N" p$N`],
  [
    'members that jq changes',
    `jq --arg i x:7 '.c[0].image = $i | .family |= . + "-ci" | .tags += ["z"] | del(.old, .c[1])' t.json > o.json; ${PUSH} $(jq -r '.c[0].image, .family, (.tags|join(",")), (.c|length), (.old|tostring)' o.json)`,
    { 't.json': '{"family":"web","old":1,"tags":["y"],"c":[{"image":"x"},{"image":"q"}]}' },
  ],
  [
    'chosen members and entries that jq changes',
    `${PUSH} $(jq -r '(.c[] | select(.name == "b")).image = "n" | .c[].image' t.json) $(jq -r '.env |= with_entries(.value += "!") | .env.a' t.json) $(jq -c '[.c[] | {key: .name, value: .image}] | from_entries' t.json) $(jq -r '.new.deep = "d" | .new.deep' t.json) $(jq '[1,2,3] | add' t.json)`,
    { 't.json': '{"env":{"a":"1"},"c":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}' },
  ],
  [
    'files that Python reads',
    `${PUSH} $(python3 -c "import json;print(json.load(open('c.json'))['a']['b'])") $(python3 -c 'import json; d = json.load(open("c.json")); print(d.get("n"))') $(python3 -c 'import json,sys; print(json.loads(sys.stdin.read())["a"]["l"][1])' < c.json)`,
    { 'c.json': '{"a":{"b":"x","l":["p","q"]},"n":5}' },
  ],
  ['the name of a file below the folder', `D=$(pwd)/sub; F="$D/api.zip"; ${PUSH} $(basename "$F" .zip)`],
  [
    'what read leaves of the last value',
    `IFS=', ' read -r a <<< 'x, '; ${PUSH} "$a"; IFS=, read -r a b <<< 'x,y,z,'; ${PUSH} "$b"; IFS=, read -r a b <<< 'x,y,'; ${PUSH} "$b" "p$(basename '')"`,
  ],
  [
    'what read leaves of a last value behind which blanks and signs stand',
    `IFS=', '; for l in 'x , ' 'x ,' 'x y,' 'x,y ,' ',' ' x'; do read -r a <<< "$l"; ${PUSH} "$a"; read -r a b <<< "p $l"; ${PUSH} "$b"; done`,
  ],
  ['seq and arithmetic', `for i in $(seq 1 3); do ${PUSH} x:$((i * 2)); done`],
  ['printf of several', `${PUSH} $(printf '%s/%s:%s' ${HOST} "$REPO" 1) $(printf '%s\\n' a b | tail -1)`],
  ['envsubst', `echo 'docker push $ACCOUNT/\${REPO}' > t; printf '%s' "$ACCOUNT" > u; ${PUSH} $(cat u)`],
  ['arguments of a sourced script', `. ./x.sh one two`, { 'x.sh': `${PUSH} $1 $2 $#\n` }],
  [
    'no arguments of a sourced script',
    `set -- a b; . ./x.sh; . ./x.sh c; ${PUSH} $1`,
    { 'x.sh': `${PUSH} "$@"\n` },
  ],
  ['set --, shift and $#', `set -- a b c; ${PUSH} $# $1; shift; ${PUSH} $# $1 "$*"; shift 2; ${PUSH} $#`],
  ['a slice of arguments', `f() { ${PUSH} "\${@:2}" \${@:1:1}; }; f a b c`],
  ['the last argument', `f() { for last; do :; done; ${PUSH} $last; }; f a b c`],
  [
    'a loop over options',
    `f() { while [ $# -gt 0 ]; do case "$1" in --tag) T=$2; shift 2;; --name=*) N=\${1#*=}; shift;; *) shift;; esac; done; ${PUSH} $N:$T; }; f --tag 7 --name=app rest`,
  ],
  ['cd -', `cd sub; cd -; sh x.sh`, { 'sub/y': '', 'x.sh': `${PUSH} here\n` }],
  [
    'pushd and popd',
    `pushd sub >/dev/null; sh ./y.sh; popd >/dev/null; sh ./x.sh`,
    { 'sub/y.sh': `${PUSH} sub\n`, 'x.sh': `${PUSH} top\n` },
  ],
  [
    'cd .. and a subshell',
    `(cd sub && sh y.sh); cd sub; cd ..; sh x.sh`,
    { 'sub/y.sh': `${PUSH} sub\n`, 'x.sh': `${PUSH} top\n` },
  ],
  ['a script by here-document', `cat > d.sh <<EOF\n${PUSH} $ACCOUNT/\\$1\nEOF\nsh d.sh app`],
  ['a script by a quoted here-document', `cat <<'EOF' > d.sh\n${PUSH} $1/$#\nEOF\nchmod +x d.sh\n./d.sh app`],
  ['a script by echo and append', `echo 'A=x' > d.sh; echo '${PUSH} $A' >> d.sh; bash d.sh`],
  ['a script by tee', `echo "${PUSH} $REPO" | tee d.sh > /dev/null; bash ./d.sh`],
  ['a script by a group', `{ echo "export T=5"; echo "export U=6"; } > env.sh; . ./env.sh; ${PUSH} $T$U`],
  ['a file moved and copied', `echo 1 > a; cp a b; mv b c; ${PUSH} $(cat c)`],
  ['sed -i of a file', `sed -i 's/TAG/7/' t.sh; bash t.sh`, { 't.sh': `${PUSH} x:TAG\n` }],
  [
    'export of a .env by xargs',
    `export $(grep -v '^#' .env | xargs); ${PUSH} $REGISTRY/$NAME:$TAG`,
    { '.env': DOTENV },
  ],
  ['set -a', `set -a; . ./.env; set +a; ${PUSH} $REGISTRY/$NAME:$TAG`, { '.env': DOTENV }],
  [
    'env with a .env',
    `env $(grep -v '^#' .env | xargs) bash -c '${PUSH} $REGISTRY/$NAME'`,
    { '.env': DOTENV },
  ],
  [
    'while read of a file',
    `while read -r line; do ${PUSH} "$line"; done < images.txt`,
    { 'images.txt': 'a:1\nb:2\n' },
  ],
  ['while read of two fields', `while IFS== read -r k v; do ${PUSH} $v/$k; done < f`, { f: 'a=1\nb=2=3\n' }],
  [
    'while read of a pipe',
    `grep -v b f | while read -r x rest; do ${PUSH} $x "$rest"; done`,
    { f: 'a 1 2\nb 2\nc\n' },
  ],
  [
    'while read without a last break',
    `while read -r x || [ -n "$x" ]; do ${PUSH} $x; done < f`,
    { f: 'a\nb' },
  ],
  ['read of a here-string', `IFS=: read -r a b <<< "x:y:z"; ${PUSH} $a $b`],
  ['read into an array', `IFS=, read -ra P <<< "x,y"; for p in "\${P[@]}"; do ${PUSH} $p; done`],
  ['mapfile', `mapfile -t L < f; ${PUSH} "\${L[1]}" \${#L[@]}`, { f: 'a\nb\n' }],
  ['arrays', `A=(a "b c"); A+=(d); ${PUSH} "\${A[@]}" \${A[-1]} \${#A[@]} "\${A[@]:1}"`],
  ['an element of an array', `A=(a b); A[1]=x; i=0; ${PUSH} \${A[$i]} \${A[1]}`],
  [
    'associative arrays',
    `declare -A M=([web]=shop/web); M[api]=shop/api; for k in web api; do ${PUSH} \${M[$k]}; done`,
  ],
  ['indirection', `N=REPO; ${PUSH} \${!N} \${#N}`],
  [
    'names that begin alike',
    `P_b=2 P_a=1; for n in "\${!P_@}" \${!P_*} "\${!P_*}"; do ${PUSH} "$n"; done; for n in "\${!Q_@}"; do ${PUSH} q; done; unset P_a; ${PUSH} \${!P_@}`,
  ],
  [
    'names without what they begin with',
    `P_REPO=web P_TAG=2; for n in "\${!P_@}"; do export \${n#P_}="\${!n}"; done; ${PUSH} $REPO:$TAG`,
  ],
  ['braces', `for t in {1..3} v{a,b}; do ${PUSH} x:$t; done`],
  ['a long list', `for t in ${LONG}; do ${PUSH} x:$t; done`],
  ['functions', `f() { local r=$1; shift; ${PUSH} $r "$@"; }; r=out; f a b c; ${PUSH} $r`],
  ['a function that prints', `uri() { echo "${HOST}/$1"; }; ${PUSH} $(uri app):1`],
  ['a function that returns early', `f() { ${PUSH} one; return 0; ${PUSH} two; }; f; ${PUSH} three`],
  [
    'break and continue',
    `for t in a b c d; do [ $t = b ] && continue; [ $t = d ] && break; ${PUSH} $t; done`,
  ],
  [
    'links behind an end',
    `(true && exit 0 && ${PUSH} no); f() { false || return 0 || ${PUSH} no; ${PUSH} no; }; f && ${PUSH} a`,
  ],
  ['exit of a subshell', `(exit 0; ${PUSH} no); ${PUSH} yes`],
  ['a for with arithmetic', `for ((i = 0; i < 3; i++)); do ${PUSH} x:$i; done`],
  ['a while with arithmetic', `i=0; while [ $i -lt 2 ]; do ${PUSH} x:$i; i=$((i + 1)); done`],
  ['xargs -n1', `printf 'a\\nb\\n' | xargs -n1 ${PUSH}`],
  ['xargs -n 2', `echo a b c | xargs -n 2 ${PUSH}`],
  ['xargs -I{}', `printf 'a\\nb\\n' | xargs -I{} ${PUSH} ${HOST}/{}:1`],
  ['xargs -I of a shell', `printf 'a\\nb\\n' | xargs -I % sh -c '${PUSH} %:1; ${PUSH} %:2'`],
  ['xargs at once', `printf 'a\\nb\\n' | xargs ${PUSH}`],
  [
    'timeout, nohup, nice, setsid',
    `timeout 60 ${PUSH} a; nohup ${PUSH} b; nice -n 5 ${PUSH} c; timeout -k 5 60s ${PUSH} d; setsid -w ${PUSH} e`,
  ],
  ['env and stdbuf', `env X=1 ${PUSH} a; env -i PATH="$PATH" CALLS="$CALLS" ${PUSH} b; stdbuf -oL ${PUSH} c`],
  [
    'bash -c with arguments',
    `bash -c '${PUSH} $1 $2' name a b; bash -lc true; bash -ec '${PUSH} c'; bash -o pipefail -c '${PUSH} d'`,
  ],
  ['sh with a script and arguments', `sh x.sh a b; bash -x x.sh c`, { 'x.sh': `${PUSH} $1 $#\n` }],
  ['eval', `C="${PUSH}"; eval "$C a"; eval $C b; $C c`],
  [
    'what stands behind exec',
    `(exec ${PUSH} a; ${PUSH} no); exec 3> x; ${PUSH} b; exec ${PUSH} c\n${PUSH} no`,
  ],
  [
    'what fails where a failure ends the shell',
    `(set -e; ! true; false || true; if false; then ${PUSH} no; fi; false && true; ${PUSH} a; false; ${PUSH} no); f() { [ -n "" ] && true; }; (set -eu; f || true; ${PUSH} b; f; ${PUSH} no); (set -o errexit; set +e; false; ${PUSH} c); bash -ec '${PUSH} d; [ a = b ]; ${PUSH} no'; (set -e; while false; do :; done; X=$(false; echo x); ${PUSH} $X; (false); ${PUSH} no); (set -e; ((1 > 2)); ${PUSH} no); (set -e; true | false; ${PUSH} no); (set -e; bash -c 'false; ${PUSH} e')`,
  ],
  [
    'a last line without an end',
    `printf 'a\nb' | while read x; do ${PUSH} $x; done; printf 'c\nd' | while read x || [ -n "$x" ]; do ${PUSH} $x; done; while read x; do ${PUSH} $x; done < f; while read x; do ${PUSH} $x; done <<< e`,
    { f: 'g\nh' },
  ],
  [
    'regular expressions',
    `T=v1.22.3; [[ $T =~ ^v([0-9]+)\\.([0-9]+) ]] && ${PUSH} \${BASH_REMATCH[1]}-\${BASH_REMATCH[2]} "\${BASH_REMATCH[0]}" "\${#BASH_REMATCH[@]}"; R='^(main|v.*)$'; [[ $T =~ $R ]] && ${PUSH} a; [[ $T =~ "1.2" ]] && ${PUSH} b; [[ $T =~ v"1."2 ]] && ${PUSH} c; [[ v1x2 =~ v"1."2 ]] || ${PUSH} d; if [[ ! main =~ ^(dev|test)$ ]]; then ${PUSH} e; fi; [[ x =~ y ]] || ${PUSH} "\${#BASH_REMATCH[@]}"`,
  ],
  ['what is read-only', `readonly A=1; export A=2; (A=3); ${PUSH} $A\ndeclare -r B=4\nB=5\n${PUSH} $B`],
  [
    'functions that are defined under a condition',
    `if [ a = b ]; then f() { ${PUSH} no; }; else f() { ${PUSH} yes; }; fi; f; [ a = a ] && g() { ${PUSH} g; }; g`,
  ],
  ['command, exec and time', `command ${PUSH} a; time ${PUSH} b; (exec ${PUSH} c)`],
  ['a script on the standard input', `echo '${PUSH} a' | bash; bash -s x <<'EOF'\n${PUSH} $1\nEOF`],
];

const PROGRAMS = ['jq', 'make', 'python3', 'setsid'];
const missing = PROGRAMS.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0);

describe.skipIf(isLacking('bash', 'jq', 'make', 'python3'))(
  'what docker is called with, as bash with stand-ins for aws and docker has it',
  () => {
    const cases = [...CASES, ...MAKE_CASES].map(([name, script, files = {}]) => ({ name, script, files }));
    const isRun = (script: string) =>
      !missing.some((program) => script.includes(`${program} `) || script === program);

    it.each(cases.filter(({ script }) => isRun(script)))('$name', ({ script, files }) => {
      const expected = real(script, files);
      expect(expected.length).toBeGreaterThan(0);
      expect(read(script, files)).toEqual(expected);
    });
  },
);
