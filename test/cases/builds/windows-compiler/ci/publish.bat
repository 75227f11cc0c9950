@echo off
setlocal
set BUILD=%1
if "%BUILD%"=="" (
  echo no build
  exit /b 1
)
for /f "tokens=*" %%i in ('git rev-parse --short HEAD') do set SHA=%%i
aws s3 cp out\app.exe s3://win-builds/nightly/%BUILD%-%SHA%.exe
if %ERRORLEVEL% neq 0 exit /b %ERRORLEVEL%
