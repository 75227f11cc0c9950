#!/bin/bash
curl -s -X POST -H "Content-Type: application/json" -d "{\"content\":\"$CODEBUILD_BUILD_ID\"}" "$DISCORD_URL"
