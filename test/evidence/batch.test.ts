/** By reading alone: no machine with `cmd` runs these. Source of what each line means: Windows Commands reference. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

function read(commands: readonly string[], files: Readonly<Record<string, string>> = {}, shell = 'cmd.exe') {
  const text = JSON.stringify({
    version: '0.2',
    env: { shell, variables: { REPO: 'win', BUCKET: 'site', MODE: 'prod' } },
    phases: { build: { commands } },
  });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

const REGISTRY = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
const PUT = ['s3:PutObject arn:aws:s3:::site/a.zip'];

describe('commands of cmd', () => {
  it('are followed through variables, pipes and what a command prints', () => {
    const { asked, said } = read([
      "for /f %%i in ('aws sts get-caller-identity --query Account --output text') do set ACCOUNT=%%i",
      'set "URI=%ACCOUNT%.dkr.ecr.%AWS_DEFAULT_REGION%.amazonaws.com"',
      'aws ecr get-login-password | docker login --username AWS --password-stdin %uri%',
      'docker push %URI%/%REPO%:%CODEBUILD_RESOLVED_SOURCE_VERSION:~0,7% && echo pushed (done)',
    ]);
    expect(asked).toEqual([...imageNeeds('push', 'win')].sort());
    expect(said).toEqual([]);
  });

  it.each<readonly [string, readonly string[]]>([
    ['a comparison that holds', ['if "%MODE%"=="prod" aws s3 cp a.zip s3://%BUCKET%/a.zip']],
    [
      'a group',
      [
        'if not "%MODE%"=="dev" (\n  cd out\\bin\n  aws s3 cp a.zip s3://%BUCKET%/a.zip\n) else (\n  aws s3 ls\n)',
      ],
    ],
    ['a condition that is not known', ['if errorlevel 1 exit /b 1\naws s3 cp a.zip s3://%BUCKET%/a.zip']],
    ['a loop', ['for %%f in (a.zip) do aws s3 cp %%f s3://%BUCKET%/%%f']],
    ['a label', ['call :upload a.zip\ngoto :eof\n:upload\naws s3 cp %1 s3://%BUCKET%/%~1\nexit /b 0']],
    [
      'a label with words behind it',
      ['call :up\ngoto :eof\n:up to the site\naws s3 cp a.zip s3://%BUCKET%/a.zip'],
    ],
    [
      'groups in a line',
      [
        'if "%MODE%"=="dev" (aws s3 ls) else if "%MODE%"=="prod" ((cd out) & aws s3 cp a.zip s3://%BUCKET%/a.zip) else (aws s3 ls)',
        '(echo "(" & aws s3 cp a.zip s3://%BUCKET%/a.zip)',
      ],
    ],
    ['a line that goes on', ['aws s3 cp a.zip ^\n  s3://%BUCKET%/a.zip']],
    [
      'a remark',
      [
        'rem aws s3 rm s3://site --recursive',
        ':: aws s3 ls',
        '@echo off',
        'aws s3 cp a.zip s3://%BUCKET%/a.zip > nul 2>&1',
      ],
    ],
    ['another shell', ['cmd /c "aws s3 cp a.zip s3://%BUCKET%/a.zip"']],
  ])('are followed through %s', (_, commands) => {
    expect(read(commands)).toEqual({ asked: PUT, said: [] });
  });

  it('are read in scripts of the source, whichever shell calls them', () => {
    const files = {
      'ci/deploy.bat': '@echo off\r\nset TARGET=%1\r\ncall "%~dp0upload.cmd" %TARGET%\r\n',
      'ci/upload.cmd': '@aws s3 cp a.zip s3://%1/a.zip\r\n',
    };
    expect(read(['call ci\\deploy.bat site'], files)).toEqual({ asked: PUT, said: [] });
    expect(read(['cmd /c ci\\deploy.bat site'], files)).toEqual({ asked: PUT, said: [] });
    expect(read(['cmd.exe /c ci/deploy.bat $env:BUCKET'], files, 'powershell.exe')).toEqual({
      asked: PUT,
      said: [],
    });
    expect(read(['.\\ci\\deploy.bat site'], files, 'powershell.exe')).toEqual({ asked: PUT, said: [] });
  });

  it('have an else behind a group alone', () => {
    const words = 'if "%MODE%"=="prod" aws s3 cp a.zip s3://%BUCKET%/a.zip else aws s3 rm s3://%BUCKET%/b';
    expect(read([words]).asked).toEqual(PUT);
  });

  it.each([
    ['the words of a line', 'for /f "tokens=2" %%i in (\'type names.txt\') do set BUCKET=%%i'],
    ['a sum', 'set /a BUCKET=1+2'],
    ['a part of a text', 'set "BUCKET=%BUCKET:~-2%"'],
    ['what somebody types', 'if errorlevel 1 (set /p BUCKET=Which?) else (set /p BUCKET=Which?)'],
  ])('forget what was known before they set it to %s', (_, sets) => {
    const { asked, said } = read([sets, 'aws s3 cp a.zip s3://%BUCKET%/a.zip'], { 'names.txt': 'x other' });
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringContaining('it is set in a form of cmd that is not followed')]);
  });

  it('that lie too deep in one line are said', () => {
    const { asked, said } = read(['if errorlevel 1 '.repeat(50) + 'aws s3 ls s3://%BUCKET%']);
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringContaining('a form of cmd that is not followed')]);
  });

  it('see what a script that they call sets, unless that keeps it to itself', () => {
    const files = {
      'env.bat': 'set BUCKET=other',
      'own.bat': '@setlocal\nset BUCKET=own',
      'site.bat': 'call env.bat\naws s3 cp a.zip s3://%BUCKET%/a.zip',
    };
    const copy = 'aws s3 cp a.zip s3://%BUCKET%/a.zip';
    const other = ['s3:PutObject arn:aws:s3:::other/a.zip'];
    expect(read(['call env.bat', copy], files)).toEqual({ asked: other, said: [] });
    expect(read(['call site.bat'], files)).toEqual({ asked: other, said: [] });
    expect(read(['call own.bat', copy], files)).toEqual({ asked: PUT, said: [] });
    expect(read(['cmd /c env.bat', copy], files)).toEqual({ asked: PUT, said: [] });
  });

  it.each<readonly [string, string]>([
    [
      'in its line',
      'setlocal\nset BUCKET=own\nset NAME=s\nendlocal & set "BUCKET=%NAME%ite" & set X=%BUCKET%',
    ],
    ['in its group', '(setlocal)\nset NAME=s\n(\n  endlocal\n  set BUCKET=%NAME%ite\n)'],
    [
      'in a group that begins with it',
      'setlocal EnableDelayedExpansion\nset NAME=site\n(endlocal\nset BUCKET=%NAME%\n)',
    ],
    [
      'in a label',
      'set NAME=site\ncall :own\nset BUCKET=%NAME%\ngoto :eof\n:own\nsetlocal\nset NAME=own\nexit /b 0',
    ],
    [
      'with what another keeps to itself',
      'set BUCKET=site\nsetlocal\ncall inner.bat\nset BUCKET=own\nendlocal',
    ],
    ['with a directory', 'setlocal\ncd out\nendlocal & set BUCKET=site\n'],
  ])('take over what `endlocal` hands out %s', (_, script) => {
    const files = {
      'env.bat': `@echo off & chcp 65001 > nul\n${script}`,
      'inner.bat': 'setlocal\nset BUCKET=inner\nendlocal\nendlocal',
    };
    const copy = 'aws s3 cp a.zip s3://%BUCKET%/a.zip';
    expect(read(['set BUCKET=before', 'call env.bat', copy], files)).toEqual({ asked: PUT, said: [] });
  });

  it('bring back what was there before, at `endlocal` and at the end', () => {
    const files = {
      'env.bat':
        'setlocal & set BUCKET=own\naws s3 ls s3://%BUCKET%\nendlocal\naws s3 cp a.zip s3://%BUCKET%/a.zip\nsetlocal\nset BUCKET=x',
    };
    const { asked } = read(['call env.bat', 'aws s3 cp a.zip s3://%BUCKET%/a.zip'], files);
    expect(asked).toEqual(['s3:ListBucket arn:aws:s3:::own', ...PUT]);
  });

  it('that are not followed are said where AWS is in them, and scripts that are not there', () => {
    const { asked, said } = read([
      'for /f "tokens=2 delims=:" %%a in (\'aws sts get-caller-identity\') do set X=%%a',
      'call deploy.bat',
      'xcopy /s /y out dist',
      'msbuild app.sln /p:Configuration=Release',
    ]);
    expect(asked).toEqual([]);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('a form of cmd that is not followed');
    expect(said[1]).toContain('script `deploy.bat` was not read');
  });

  it('are the same tools under the names that Windows gives them', () => {
    expect(
      read(['call npm.cmd ci', 'mvnw.cmd -B package', 'docker.exe ps', `docker.exe pull ${REGISTRY}/base:1`]),
    ).toEqual({
      asked: [...imageNeeds('pull', 'base')].sort(),
      said: [],
    });
  });
});
