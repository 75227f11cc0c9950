#!/bin/bash
dotnet restore
dotnet lambda package --configuration release --output-package bin/release/deploy.zip
