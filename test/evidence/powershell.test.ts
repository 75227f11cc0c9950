import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

function read(commands: readonly string[], script: (path: string) => string | null = () => null) {
  const lines = commands.map((command) => `      - ${JSON.stringify(command)}\n`).join('');
  const text = `version: 0.2\nenv:\n  shell: powershell.exe\n  variables:\n    REPO: win\nphases:\n  build:\n    commands:\n${lines}`;
  const { asked, said } = askedBy({ project: project(), build: null, text, script });
  return { asked: asked.map((line) => line.replace(/arn:aws:[a-z0-9-]*:[a-z0-9-]*:\d*:/, '')), said };
}

const pushed = (name: string) =>
  [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:CompleteLayerUpload',
    'ecr:GetDownloadUrlForLayer',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
  ].map((action) => `${action} repository/${name}`);

describe('commands of PowerShell', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'variables of the environment',
      ['docker push "111122223333.dkr.ecr.us-west-2.amazonaws.com/$($env:REPO):1"'],
    ],
    [
      'a list that is gone through',
      ['foreach ($s in @("win")) {\n  docker push "111122223333.dkr.ecr.us-west-2.amazonaws.com/${s}:1"\n}'],
    ],
    [
      'a list that is kept',
      [
        '$names = @("win")\nforeach ($name in $names) { docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/$name }',
      ],
    ],
    [
      'a list that is piped',
      ['"win", "win" | ForEach-Object { docker push "111122223333.dkr.ecr.us-west-2.amazonaws.com/$_" }'],
    ],
    [
      'the account that a cmdlet gives',
      [
        '$account = (Get-STSCallerIdentity).Account',
        'docker push "$account.dkr.ecr.us-west-2.amazonaws.com/win"',
      ],
    ],
    [
      'a member of what a command prints',
      [
        '$account = (aws sts get-caller-identity | ConvertFrom-Json).Account',
        'docker push "$account.dkr.ecr.us-west-2.amazonaws.com/win"',
      ],
    ],
    [
      'members of what is kept',
      [
        '$id = aws sts get-caller-identity | ConvertFrom-Json\n$account = $id.Account',
        'docker push "$($id.Account).dkr.ecr.us-west-2.amazonaws.com/win"',
        'docker push "$account.dkr.ecr.us-west-2.amazonaws.com/win"',
      ],
    ],
    [
      'variables of its own and what a command prints',
      [
        '$id = (aws sts get-caller-identity --query Account --output text)',
        '$Uri = "$ID.dkr.ecr.$env:AWS_DEFAULT_REGION.amazonaws.com/" + $env:REPO',
        'docker push ${uri}:latest',
      ],
    ],
    [
      'a login of AWS Tools',
      [
        '(Get-ECRLoginCommand -Region us-west-2).Password | docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-west-2.amazonaws.com',
        '& docker.exe push 111122223333.dkr.ecr.us-west-2.amazonaws.com/win',
      ],
    ],
    [
      'an expression that is invoked',
      [
        'Invoke-Expression -Command (Get-ECRLoginCommand -Region us-west-2).Command',
        'docker push `\n  111122223333.dkr.ecr.us-west-2.amazonaws.com/win | Out-Null',
      ],
    ],
    [
      'conditions and failures',
      [
        'if ($env:PUSH -eq "1") { Write-Host "a; b"; try { docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/win } catch { throw $_ } } else { exit 0 }',
      ],
    ],
  ])('are followed through %s', (_, commands) => {
    const { asked, said } = read(commands);
    expect(asked.toSorted()).toEqual(['ecr:GetAuthorizationToken *', ...pushed('win')].toSorted());
    expect(said).toEqual([]);
  });

  // Source: PowerShell's tokenizer (ScanVariable): a colon belongs to the name of an unbraced variable unless a second one follows it.
  it.each<readonly [string, readonly string[], readonly RegExp[]]>([
    [
      'a tag behind a colon is a part of the name, which nothing sets',
      ['"$env:HUB/$env:REPO:latest"'],
      [/`.*\/` is no image address/],
    ],
    ['what is left of the address is pushed', ['"$env:HUB/win$env:REPO:latest"'], []],
    ['braces end the name', ['"$env:HUB/${env:REPO}:latest"'], []],
    ['a group ends the name', ['"$env:HUB/$($env:REPO):latest"'], []],
    ['a backtick ends the name', ['"$env:HUB/$env:REPO`:latest"'], []],
    [
      'the name of a variable is one of a drive that is not there',
      ['"$env:HUB/$repo:latest"'],
      [/form of PowerShell/],
    ],
    ['a bare word is read in the same way', ['$env:HUB/$env:REPO:latest'], [/`.*\/` is no image address/]],
  ])('of a variable: %s', (_, [image], said) => {
    const found = read([
      '$env:HUB = "111122223333.dkr.ecr.us-west-2.amazonaws.com"',
      '$repo = "win"',
      `docker push ${image}`,
    ]);
    expect(found.said).toEqual(said.map((words) => expect.stringMatching(words) as unknown));
    expect(found.asked).toEqual(
      said.length > 0 ? [] : ['ecr:GetAuthorizationToken *', ...pushed('win')].toSorted(),
    );
  });

  it('are said one by one where they call AWS in a form that is not followed', () => {
    const { asked, said } = read([
      'Get-ChildItem -Recurse | Where-Object { $_.Length -gt 1 }',
      'Publish-LMFunction -FunctionName f -ZipFilename a.zip',
      'foreach ($tag in Get-Content tags.txt) { docker push "111122223333.dkr.ecr.us-west-2.amazonaws.com/win:$tag" }',
      'Use-STSRole -RoleArn arn:aws:iam::111122223333:role/x -RoleSessionName y',
    ]);
    expect(asked).toEqual([]);
    expect(said.map((text) => text.slice(0, 40))).toEqual([
      'a cmdlet of AWS Tools stands in a form o',
      'a command of `aws` or `docker` stands in',
      'a cmdlet of AWS Tools stands in a form o',
    ]);
  });

  it('in scripts of the source are read, and shown as they are written', () => {
    const push = 'docker push "$($env:REGISTRY)/win"';
    const { asked, said } = read(
      ['$env:REGISTRY = "111122223333.dkr.ecr.us-west-2.amazonaws.com"', '.\\ci\\push.ps1'],
      (path) => (path === 'ci/push.ps1' ? `# pushes\n${push}\nPublish-ECRThing -Name x\n` : null),
    );
    expect(asked).toContain('ecr:PutImage repository/win');
    expect(said).toEqual([
      'a cmdlet of AWS Tools stands in a form of PowerShell that is not followed Publish-ECRThing -Name x',
    ]);
  });

  it('lead to folders that are named in quotes with backslashes', () => {
    const files: Readonly<Record<string, string>> = {
      'image/Dockerfile': 'FROM 111122223333.dkr.ecr.us-west-2.amazonaws.com/base',
    };
    const { asked, said } = read(
      ['Set-Location -Path ci', 'Set-Location -Path "..\\image"', 'docker build .'],
      (path) => files[path] ?? null,
    );
    expect(asked).toContain('ecr:BatchGetImage repository/base');
    expect(said).toEqual([]);
  });

  it('that work on the machine alone are no open question', () => {
    const { asked, said } = read([
      'Set-ExecutionPolicy Bypass -Scope Process -Force',
      '$env:Path = "C:\\tools;$env:Path"',
      'choco install cyg-get -y --no-progress',
      'cmd /c \'call "C:\\x.bat" x64 && bash -c "ctest -j4" \'',
      'Remove-Item ansi-c\\Incomplete -Force -Recurse',
      'dotnet build app.sln',
      'if (-not (Test-Path out)) { New-Item out -ItemType Directory }',
    ]);
    expect([asked, said]).toEqual([[], []]);
  });
});

it.each<readonly [string, readonly string[]]>([
  ['Write-S3Object -BucketName drops -File .\\x.zip -Key v1/x.zip', ['s3:PutObject drops/v1/x.zip']],
  ['Write-S3Object -BucketName drops -File out/x.zip -Region eu-west-1', ['s3:PutObject drops/x.zip']],
  ['Write-S3Object -BucketName drops -Folder .\\out -KeyPrefix v1/ -Recurse', ['s3:PutObject drops/v1/*']],
  ['Read-S3Object -BucketName drops -Key x.zip -File x.zip', ['s3:GetObject drops/x.zip']],
  ['Update-ECSService -Cluster c -Service s -ForceNewDeployment $true', ['ecs:UpdateService service/c/s']],
  [
    '$v = (Get-SSMParameter -Name /app/db -WithDecryption $true).Value',
    ['ssm:GetParameter parameter/app/db'],
  ],
])('a cmdlet of AWS Tools is the call that it makes: %s', (command, asked) => {
  expect(read([command])).toEqual({ asked, said: [] });
});
