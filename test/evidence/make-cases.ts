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
];
