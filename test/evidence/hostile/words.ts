/** Commands whose words, values and texts grow, repeat or are looked at without end. */
import { commands, many, PUSH, type Hostile } from './hostile.ts';

export const WORDS: readonly Hostile[] = [
  ['xargs', (n) => ({ text: commands('echo ' + many(n, (i) => `${i}`, ' ') + ' | xargs -n1 docker push') })],
  ['find exec', (n) => ({ text: commands('find . ' + '-exec '.repeat(n)) })],
  [
    'wrappers',
    (n) => ({
      text: commands('env '.repeat(n) + PUSH, 'sudo '.repeat(n) + PUSH, 'timeout 5 '.repeat(n) + PUSH),
    }),
  ],
  [
    'sh -c nest',
    () => {
      let s = PUSH;
      for (let i = 0; i < 14; i++) s = `sh -c ${JSON.stringify(s)}`;
      return { text: commands(s) };
    },
  ],
  [
    'regex rep in sed',
    () => ({
      text: commands(
        "A=$(echo aaaaaaaaaaaaaaaaaaaaaaaaaa | sed -E 's/a{1,99999}{1,99999}/x/')",
        "A=$(echo a | grep -E '(((a{99}){99}){99}){99}')",
      ),
    }),
  ],
  ['tr ranges', () => ({ text: commands("A=$(echo a | tr 'a-\\377' 'b*999999999')") })],
  [
    'cut',
    () => ({
      text: commands(
        'A=$(echo a | cut -c1-999999999)',
        'A=$(echo a,b | cut -d, -f1-999999999)',
        'A=$(echo a | head -n 99999999999)',
        'A=$(echo a | awk \'{printf "%999999999s", $1}\')',
        "A=$(echo a | awk '{$999999999=1; print}')",
      ),
    }),
  ],
  [
    'array literal',
    (n) => ({
      text: commands(
        'A=(' + many(n * 20, (i) => `${i}`, ' ') + ')',
        'B=(${A[@]} ${A[@]})',
        'for i in "${A[@]}"; do docker push x:$i; done',
      ),
    }),
  ],
  [
    'array double',
    () => ({
      text: commands(
        'A=(1 2 3)',
        many(40, () => 'A+=("${A[@]}")'),
        'docker push "${A[@]}"',
      ),
    }),
  ],
  [
    'all in one word',
    (n) => ({ text: commands('set -- ' + many(9000, () => 'a', ' '), 'docker push ' + '$@'.repeat(n * 5)) }),
  ],
  [
    'all in words',
    (n) => ({
      text: commands('set -- ' + many(9000, () => 'a', ' '), 'docker push ' + '"$@" '.repeat(n * 5)),
    }),
  ],
  [
    'big fields',
    () => ({
      text: commands('A="' + 'a '.repeat(30000) + '"', 'set -- ' + '"$A" '.repeat(1000), 'docker push $@'),
    }),
  ],
  [
    'arith big',
    (n) => ({
      text: commands(
        'echo $((' + 'A+'.repeat(n * 20) + '1))',
        'echo $((' + '!'.repeat(n * 20) + '1))',
        'echo $((' + 'A?'.repeat(n) + '1))',
        '((' + 'A=B='.repeat(n) + '1))',
      ),
    }),
  ],
  [
    'test big',
    (n) => ({
      text: commands(
        '[[ ' + '! '.repeat(n * 20) + 'a ]]',
        '[[ ' + '( '.repeat(n) + 'a',
        '[[ a' + ' && a'.repeat(n * 5) + ' ]]',
        '[ a' + ' -a a'.repeat(n * 5) + ' ]',
      ),
    }),
  ],
  [
    'case big',
    (n) => ({
      text: commands(
        'case x in ' + 'a|'.repeat(n * 20) + 'b) echo;; esac',
        'case $U in ' + 'a) A=1;; '.repeat(n) + ' esac',
      ),
    }),
  ],
  [
    'case patterns heavy',
    (n) => ({
      text: commands(
        'A=' + 'a'.repeat(1000),
        'for x in 1 2 3 4 5 6 7 8 9; do case $A in ' +
          ('*a'.repeat(400) + 'b|').repeat(n / 5) +
          'b) echo;; esac; done',
      ),
    }),
  ],
  [
    'jq deep',
    (n) => ({
      text: commands(
        `A=$(echo '1' | jq '${'.|'.repeat(n * 5)}.')`,
        `B=$(echo 1 | jq '${'1+'.repeat(n * 5)}1')`,
        `D=$(echo 1 | jq '${'-'.repeat(n * 5)}1')`,
        `E=$(echo 1 | jq '${'.a'.repeat(n * 5)}')`,
        `F=$(echo 1 | jq '${'try '.repeat(n * 5)}1')`,
      ),
    }),
  ],
  [
    'aws query deep',
    (n) => ({
      text: commands(
        `A=$(aws ecr describe-repositories --query '${'['.repeat(n * 5)}' )`,
        `A=$(aws ecr describe-repositories --query '${'a.'.repeat(n * 5)}b' )`,
        `A=$(aws ecr describe-repositories --query '${'!'.repeat(n * 5)}b' )`,
      ),
    }),
  ],
  [
    'aws cli json',
    (n) => ({
      text: commands(
        `aws ecr put-image --cli-input-json '${'['.repeat(n * 10)}'`,
        `aws ecr put-image --cli-input-yaml '${'['.repeat(n * 10)}'`,
        `aws ecr put-image --cli-input-yaml '${'- '.repeat(n * 10)}'`,
        `aws ecr tag-resource ${'--tags a '.repeat(n)}`,
      ),
    }),
  ],
  [
    'awk deep',
    (n) => ({
      text: commands(
        `A=$(echo 1 | awk '${'{'.repeat(n * 5)}')`,
        `B=$(echo 1 | awk '{print ${'('.repeat(n * 5)}1}')`,
        `C=$(echo 1 | awk '{print ${'$'.repeat(n * 5)}1}')`,
        `D=$(echo 1 | awk '{print ${'1 '.repeat(n * 5)}}')`,
      ),
    }),
  ],
  [
    'sed deep',
    (n) => ({
      text: commands(
        `A=$(echo 1 | sed '${'{'.repeat(n * 5)}')`,
        `B=$(echo 1 | sed -E 's/${'('.repeat(n * 5)}a/b/')`,
        `C=$(echo 1 | sed '${'s/a/b/;'.repeat(n * 5)}')`,
        `D=$(echo 1 | grep -E '${'a?'.repeat(n * 5)}${'a'.repeat(n)}')`,
        `E=$(echo 1 | sed -E 's/${'a|'.repeat(n * 5)}b/c/')`,
      ),
    }),
  ],
  [
    'git config',
    (n) => ({
      text: commands(
        many(n, (i) => `git config --global url.https://x${i}/.insteadOf y${i}`),
        'git clone https://y',
      ),
    }),
  ],
  [
    'tags chain',
    (n) => ({
      text: commands(
        many(n, (i) => `docker tag a${i} a${i + 1}`),
        `docker push a${n}`,
        'docker tag a b; docker tag b a; docker push a',
      ),
    }),
  ],
  [
    'profiles',
    (n) => ({
      text: commands(
        many(
          n,
          (i) =>
            `aws configure set profile.p${i}.source_profile p${i + 1}; aws configure set profile.p${i}.role_arn arn:aws:iam::111122223333:role/r${i}`,
        ),
        'aws configure set profile.a.source_profile a',
        'aws --profile p0 s3 ls s3://x',
        'aws --profile a s3 ls',
      ),
    }),
  ],
  [
    'cd deep',
    (n) => ({
      text: commands(
        'cd ' + 'a/'.repeat(n * 10),
        'cd ' + '../'.repeat(n * 10),
        many(n, () => 'pushd a'),
        'docker build .',
      ),
    }),
  ],
  [
    'replace blow',
    () => ({ text: commands('A=' + 'a'.repeat(60000), 'B=${A//a/$A}', 'echo $B', 'docker push $B') }),
  ],
  [
    'sed blow',
    () => ({
      text: commands(
        'A=' + 'a'.repeat(60000),
        'B=$(echo $A | sed "s/a/$A/g")',
        'C=$(echo $A | sed "' + 's/a/&&&&&&&&&&&&&&&&&&&/g;'.repeat(5) + '")',
        `D=$(echo $A | awk '{gsub(/a/,"'$A'"); print}')`,
        'export A; F=$(printf "%s" "' + '$A'.repeat(20000) + '" | envsubst)',
      ),
    }),
  ],
  [
    'filters in loops',
    (n) => ({
      text: commands(
        'A="' + 'xyxyxyx '.repeat(8000) + '"',
        many(
          n,
          () =>
            "B=$(echo $A | tr ' ' '\\n' | sed -E 's/(x|y)+z/w/g' | sort | uniq | grep -E 'x+y' | cut -d' ' -f1 | awk '{print $1}' | head -1)",
        ),
      ),
    }),
  ],
  [
    'tr cut loops',
    (n) => ({
      text: commands(
        'A="' + 'xyxyxyx '.repeat(8000) + '"',
        many(n, () => "B=$(echo $A | tr 'a-z' 'A-Z'); C=$(echo $A | cut -c1-9000); D=${A^^}; E=${A//x/y}"),
      ),
    }),
  ],
  [
    'big assign loops',
    (n) => ({
      text: commands(
        'A="' + 'xyxyxyx '.repeat(8000) + '"',
        many(n, () => 'set -- $A; B="$A$A"; C=($A)'),
      ),
    }),
  ],
  [
    'jq loops',
    (n) => ({
      text: commands(
        "B='[" + many(500, (i) => `{"a":${i}}`, ',') + "]'",
        many(n, () => `A=$(echo "$B" | jq -r '.[].a')`),
      ),
    }),
  ],
];
