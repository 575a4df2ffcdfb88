#!/bin/sh
# Ansible as its documentation makes it fast: no facts, pipelining, kept connections, 50 forks.
# usage: ansible.sh INPUTS OUT SSH_CONFIG raw|command
set -eu
touch "$2/ansible.cfg"
export ANSIBLE_HOME="$2/home" ANSIBLE_CONFIG="$2/ansible.cfg" ANSIBLE_NOCOLOR=1 ANSIBLE_FORKS=50
export ANSIBLE_PIPELINING=1 ANSIBLE_GATHERING=explicit ANSIBLE_SSH_CONTROL_PATH_DIR="$2/cp"
export ANSIBLE_SSH_ARGS="-F $3 -o ControlMaster=auto -o ControlPersist=60s"
exec ansible-playbook -v -i "$1/inventory.ini" "$1/$4.yml"
