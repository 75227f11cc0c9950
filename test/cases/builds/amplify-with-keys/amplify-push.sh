#!/bin/bash
set -e
while [ $# -gt 0 ]; do
  case $1 in
    -e) shift; ENV=$1;;
  esac
  shift
done
amplify pull --amplify "{\"envName\":\"$ENV\"}" --yes
amplify push --yes
