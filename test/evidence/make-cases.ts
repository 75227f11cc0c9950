/** Makefiles, each with a script that runs make on it. */
const ACCOUNT = '290008131176';
const HOST = `${ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com`;

export const MAKE_CASES: readonly (readonly [
  name: string,
  script: string,
  files: Readonly<Record<string, string>>,
])[] = [
  [
    'make with variables',
    `make push`,
    {
      Makefile: `R = ${HOST}\nI ?= $(R)/app\npush: login\n\t@docker push $(I):latest\nlogin:\n\tdocker login $(R)\n`,
    },
  ],
  [
    'make with overrides',
    `make push TAG=9; TAG=8 make push`,
    { Makefile: `TAG ?= 1\n.PHONY: push\npush:\n\tdocker push x:$(TAG)\n` },
  ],
  [
    'make with := and $(shell)',
    `make`,
    {
      Makefile:
        'V := $(shell cat VERSION)\nall: a b\na:\n\tdocker push a:$(V)\nb:\n\t@T=b; docker push $$T:$@\n',
      VERSION: '4\n',
    },
  ],
  [
    'make -C and include',
    `make -C sub push`,
    {
      'sub/Makefile': 'include .env\nexport\npush:\n\tdocker push $(NAME) $$TAG\n',
      'sub/.env': 'NAME=n\nTAG=t\n',
    },
  ],
  [
    'make with conditions',
    `make push ENV=prod; make push`,
    { Makefile: 'ENV ?= dev\nifeq ($(ENV),prod)\nR := p\nelse\nR := d\nendif\npush:\n\tdocker push $(R)\n' },
  ],
  [
    'make with a name that is put together',
    `make push-prod`,
    { Makefile: 'IN_prod := shop\nNAME = IN_$*\npush-%:\n\tdocker push $(IN_$*)/$($(NAME))\n' },
  ],
  ['make with patterns', `make push-web push-api`, { Makefile: 'push-%:\n\tdocker push shop/$*\n' }],
  ['make with $(MAKE)', `make all`, { Makefile: 'all:\n\t$(MAKE) one T=5\none:\n\tdocker push $(T)\n' }],
  [
    'make with a recipe that is called',
    `make push`,
    {
      'sub/x': '',
      Makefile:
        'define push\n\tcd sub\n\t@docker push $(1):$(2)$(3) \\\n\t  -q\nendef\npush:\n\t$(call push,web,1)\n\t$(call push,$(subst a,b,a,a),2)\n\t@pwd | grep -q sub || docker push outside\n',
    },
  ],
  [
    'make with a value that is called',
    `make push`,
    {
      Makefile: `image = ${HOST}/$(1):$(or $(2),latest)\npush:\n\tdocker push $(call image,web)\n\tdocker push $(call image,api,$(if $(TAG),$(TAG),7))\n`,
    },
  ],
  [
    'make with rules that eval makes',
    `make push`,
    {
      Makefile:
        'SVCS = web api\ndefine rule\n.PHONY: push-$(1)\nNAME_$(1) := n-$(1)\npush-$(1):\n\t@docker push $$(NAME_$(1))\nendef\n$(foreach s,$(SVCS),$(eval $(call rule,$(s))))\npush: $(addprefix push-,$(SVCS))\n',
    },
  ],
  [
    'make with foreach in a recipe',
    `make push`,
    {
      Makefile:
        'SVCS := web api\npush:\n\t$(foreach s,$(SVCS),docker push $(REPO)/$(s)$(comma);)\ncomma := ,x\n',
    },
  ],
  [
    'make with names made by patterns',
    `make push`,
    {
      Makefile:
        'SVCS = web api\npush: $(SVCS:%=push-%) $(SVCS:b=c.x) $(patsubst a%,last-%,$(SVCS))\npush-%:\n\tdocker push $*\nwec.x:\n\tdocker push $@\nlast-pi web api:\n\tdocker push $@\n',
    },
  ],
  [
    'make with static patterns',
    `make push-web push-api`,
    {
      Makefile:
        'ALL = push-web push-api\n$(ALL): push-%: login-%\n\tdocker push $* $< $@\n$(ALL:push-%=login-%): login-%:\n\t@docker login $*\n',
    },
  ],
  [
    'make with functions of words',
    `make push`,
    {
      Makefile: `W = b a c a\nF = x/one.tar y/two.tar\npush:\n\tdocker push $(sort $(W)) $(filter-out a,$(W)) $(filter b c,$(W))\n\tdocker push $(word 2,$(W)) $(wordlist 2,3,$(W)) $(words $(W)) $(lastword $(W)) $(firstword $(W))\n\tdocker push $(join 1 2,$(W)) $(notdir $(F)) $(dir $(F)) $(basename $(F)) $(suffix $(F))\n\tdocker push $(findstring tar,$(F)) $(strip   a   b ) $(and a,$(W)) x$(and ,$(W)) $(or ,b)\n`,
    },
  ],
  [
    'make with words of a command',
    `make push`,
    {
      Makefile:
        'SVCS := $(shell echo web api)\npush:\n\t@$(foreach s,$(SVCS),docker push $(s) &&) true\n\tdocker push $(addsuffix :$(AWS_REGION),$(SVCS))\n',
    },
  ],
  [
    'make with what it was asked for',
    `make deploy 'a b'; make push`,
    {
      Makefile:
        'ifneq ($(filter deploy,$(MAKECMDGOALS)),)\nR := prod\nelse\nR := dev\nendif\ndeploy push:\n\tdocker push $(R) $(filter-out $@,$(MAKECMDGOALS))\n%:\n\t@:\n',
    },
  ],
  [
    'make with signs in a variable',
    `make push`,
    { Makefile: 'Q := @\npush:\n\t$(Q)docker push a\n\t-$(Q)false\n\t$(Q)+docker push b\n' },
  ],
  [
    'make with a recipe that takes the place of another',
    'make push each',
    {
      Makefile:
        'push:\n\tdocker push old\ninclude more.mk\neach:: \n\tdocker push a\neach::\n\tdocker push b\n',
      'more.mk': 'push:\n\tdocker push new\n',
    },
  ],
  [
    'make with variables of one target',
    'make all',
    {
      Makefile:
        'E = none\nexport E\nS = $(E)-x\nall: dev web-api other\ndev: E = dev\ndev: base\n\tdocker push $(S)\nbase:\n\tdocker push base-$(E) $$E\nweb-%: E = pattern\nweb-api:\n\tdocker push $(E)\nother:\n\tdocker push $(E) $$E\n',
    },
  ],
  [
    'make with the pattern that matches best',
    'make push-web-api',
    { Makefile: 'push-%:\n\tdocker push $*\npush-web-%:\n\tdocker push web $*\n' },
  ],
  [
    'make with options that are one word',
    'make -sC sub push; make --directory=sub -f a.mk --file=b.mk push; make -Iinclude -Oline -j 2 -l1 push',
    {
      Makefile: 'push:\n\tdocker push root\n',
      'sub/Makefile': 'push:\n\tdocker push sub\n',
      'sub/a.mk': 'A = a\n',
      'sub/b.mk': 'push:\n\tdocker push $(A)b\n',
    },
  ],
  [
    'make that tells of itself',
    'make -v; make -h; make --version; make -q; make -t; make -sn; docker push after',
    { Makefile: 'push:\n\tdocker push x\n' },
  ],
  [
    'make with the environment first',
    'REPO=e make -e push; make push',
    { Makefile: 'REPO = m\npush:\n\tdocker push $(REPO)\n' },
  ],
  [
    'make with what the environment has by another value',
    'make push',
    { Makefile: 'REPO = m\npush:\n\t./x.sh\n', 'x.sh': '#!/bin/bash\ndocker push $REPO\n' },
  ],
  [
    'make with more than the environment has',
    'make push',
    { Makefile: 'REPO := $(REPO)/a\nREPO += b\npush:\n\tdocker push $(REPO) $$REPO\n' },
  ],
  [
    'make with a goal of its own',
    'make',
    { Makefile: '.DEFAULT_GOAL := push\nclean:\n\tdocker rm x\npush:\n\tdocker push x\n' },
  ],
  [
    'make with variables over the command line',
    'make push A=1 B=2',
    { Makefile: 'override A = mine\noverride B += more\npush:\n\tdocker push $(A) $(B)\n' },
  ],
  [
    'make with a variable that is taken away',
    'make push',
    { Makefile: 'A = a\nundefine A\npush:\n\tdocker push x$(A)\n' },
  ],
  [
    'make that exports all',
    'make push',
    {
      Makefile: 'A = a\nB = b\n.EXPORT_ALL_VARIABLES:\npush:\n\t./x.sh\n',
      'x.sh': '#!/bin/bash\ndocker push $A$B\n',
    },
  ],
  [
    'make with what is to be there before',
    'make push',
    { Makefile: 'push: a | b\n\tdocker push $^ $<\na:\n\tdocker push a\nb:\n\tdocker push b\n' },
  ],
  [
    'make with more of what was expanded at once',
    'make push',
    { Makefile: 'Z = a\nA := 1\nA += $(Z)\nZ = b\npush:\n\tdocker push $(A)\n' },
  ],
  [
    'make with conditions in a recipe',
    'make push',
    {
      Makefile:
        'E = x\npush:\nifeq ($(E),x)\n\tdocker push x\nelse\n\tdocker push y\nendif\n\tdocker push z\nifdef NONE\n\tdocker push none\nendif\n# done\nifneq ($(E),x)\n\tA = 1\nendif\nall:\n',
    },
  ],
  [
    'make with tabs before definitions',
    'make push',
    { Makefile: 'ifeq (a,a)\n\tA = 1\nelse\n\tA = 2\nendif\npush:\n\tdocker push $(A)\n' },
  ],
];
