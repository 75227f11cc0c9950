/**
 * Objects whose names the derived templates do not find: an option calls them by another word, or AWS makes up a part of their ARN. A star
 * stands for what AWS makes up beside the name that the command gives. Source: Service Authorization Reference; AWS CLI reference (2026-11).
 */
import { call, type CatalogService, passRole, regional, type TypeTemplates } from './call.ts';

export const EKS_OBJECTS: TypeTemplates = {
  'access-entry': [regional('eks', 'access-entry/{--cluster-name}/*/*/*/*')],
  capability: [regional('eks', 'capability/{--cluster-name}/*/{--capability-name}/*')],
  identityproviderconfig: [
    regional(
      'eks',
      'identityproviderconfig/{--cluster-name}/{--identity-provider-config.type}/{--identity-provider-config.name}/*',
    ),
  ],
};

const apis = [regional('appsync', 'apis/{--api-id}')];

export const APPSYNC: CatalogService = { resources: { graphqlapi: apis } };

export const IMAGEBUILDER: CatalogService = {
  resources: {
    containerRecipe: [
      regional('imagebuilder', 'container-recipe/{--name}/{--semantic-version}'),
      '{--container-recipe-arn}',
    ],
    imageRecipe: [
      regional('imagebuilder', 'image-recipe/{--name}/{--semantic-version}'),
      '{--image-recipe-arn}',
    ],
  },
  operations: {
    'create-component': [
      call(
        'imagebuilder:CreateComponent',
        regional('imagebuilder', 'component/{--name}/{--semantic-version}/*'),
      ),
    ],
    'import-component': [
      call(
        'imagebuilder:ImportComponent',
        regional('imagebuilder', 'component/{--name}/{--semantic-version}/*'),
      ),
    ],
    'create-workflow': [
      call(
        'imagebuilder:CreateWorkflow',
        regional('imagebuilder', 'workflow/{--type}/{--name}/{--semantic-version}/*'),
      ),
    ],
  },
};

export const IOT: CatalogService = {
  resources: {
    domainconfiguration: [regional('iot', 'domainconfiguration/{--domain-configuration-name}/*')],
    fleetmetric: [regional('iot', 'fleetmetric/{--metric-name}')],
    mitigationaction: [regional('iot', 'mitigationaction/{--action-name}')],
    provisioningtemplate: [regional('iot', 'provisioningtemplate/{--template-name}')],
  },
};

const inGroup = regional('sagemaker', 'model-package/{--model-package-group-name}/*');

export const SAGEMAKER: CatalogService = {
  resources: {
    'image-version': [
      regional('sagemaker', 'image-version/{--image-name}/{--version-number}'),
      regional('sagemaker', 'image-version/{--image-name}/*'),
    ],
    'mlflow-tracking-server': [regional('sagemaker', 'mlflow-tracking-server/{--tracking-server-name}')],
  },
  operations: {
    // A version in a group has no number before.
    'create-model-package': [
      call(
        'sagemaker:CreateModelPackage',
        inGroup,
        regional('sagemaker', 'model-package/{--model-package-name}'),
      ),
    ],
    'list-model-packages': [
      call('sagemaker:ListModelPackages', inGroup, regional('sagemaker', 'model-package/*')),
    ],
  },
};

export const SYNTHETICS: CatalogService = {
  resources: { canary: [regional('synthetics', 'canary:{--name|--canary-name|@}')] },
};

const pinned = (service: string, actions: Readonly<Record<string, string>>, ...on: readonly string[]) =>
  Object.fromEntries(
    Object.entries(actions).map(([operation, action]) => [operation, [call(`${service}:${action}`, ...on)]]),
  );

/** Without a lexicon or a terminology they are on nothing of the account's. Source: Polly and Translate Developer Guides, security-iam. */
export const POLLY: CatalogService = {
  operations: pinned(
    'polly',
    {
      'synthesize-speech': 'SynthesizeSpeech',
      'start-speech-synthesis-task': 'StartSpeechSynthesisTask',
    },
    regional('polly', 'lexicon/{--lexicon-names}'),
    '*',
  ),
};

const translates = [regional('translate', 'terminology/{--terminology-names}/*'), '*'];

export const TRANSLATE: CatalogService = {
  operations: {
    ...pinned(
      'translate',
      { 'translate-text': 'TranslateText', 'translate-document': 'TranslateDocument' },
      ...translates,
    ),
    'start-text-translation-job': [
      call('translate:StartTextTranslationJob', ...translates),
      passRole('--data-access-role-arn'),
    ],
  },
};

export const REKOGNITION: CatalogService = {
  resources: { streamprocessor: [regional('rekognition', 'streamprocessor/{--name}')] },
};

export const GUARDDUTY: CatalogService = {
  resources: {
    publishingDestination: [
      regional('guardduty', 'detector/{--detector-id}/publishingdestination/{--destination-id}'),
    ],
  },
};

export const SERVICEDISCOVERY: CatalogService = {
  operations: pinned(
    'servicediscovery',
    {
      'update-http-namespace': 'UpdateHttpNamespace',
      'update-private-dns-namespace': 'UpdatePrivateDnsNamespace',
      'update-public-dns-namespace': 'UpdatePublicDnsNamespace',
    },
    regional('servicediscovery', 'namespace/{--id}'),
  ),
};

export const SESV2: CatalogService = {
  prefix: 'ses',
  operations: pinned(
    'ses',
    {
      'create-email-identity': 'CreateEmailIdentity',
      'create-email-identity-policy': 'CreateEmailIdentityPolicy',
    },
    regional('ses', 'identity/{--email-identity}'),
  ),
};

export const XRAY: CatalogService = {
  operations: {
    'create-sampling-rule': [
      call('xray:CreateSamplingRule', regional('xray', 'sampling-rule/{--sampling-rule.RuleName}')),
    ],
    'update-sampling-rule': [
      call('xray:UpdateSamplingRule', regional('xray', 'sampling-rule/{--sampling-rule-update.RuleName}')),
    ],
  },
};

/** What lies in a file system or a volume is named by its own ID alone. */
const inside = (kind: string, option: string) => [regional('fsx', `${kind}/*/{${option}}`)];

export const FSX: CatalogService = {
  resources: {
    association: inside('association', '--association-id'),
    snapshot: inside('snapshot', '--snapshot-id'),
    'storage-virtual-machine': inside('storage-virtual-machine', '--storage-virtual-machine-id'),
    volume: inside('volume', '--volume-id'),
  },
};

export const TIMESTREAM_WRITE: CatalogService = {
  prefix: 'timestream',
  operations: {
    'create-batch-load-task': [
      call(
        'timestream:CreateBatchLoadTask',
        regional('timestream', 'database/{--target-database-name}/table/{--target-table-name}'),
      ),
    ],
  },
};

export const ROUTE53: CatalogService = {
  everywhere: ['list-hosted-zones', 'list-hosted-zones-by-name'],
  operations: {
    'change-tags-for-resource': [
      call('route53:ChangeTagsForResource', 'arn:{partition}:route53:::{--resource-type}/{--resource-id}'),
    ],
  },
};
