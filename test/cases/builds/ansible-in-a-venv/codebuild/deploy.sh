#!/usr/bin/env bash
set -ex
ANSIBLE_FORCE_COLOR=true ansible-playbook -i localhost, bake.yml -e region=$REGION
