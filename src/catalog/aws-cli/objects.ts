/**
 * Objects whose names the derived templates do not find: an option calls them by another word, or AWS makes up a part of their ARN. A star
 * stands for what AWS makes up beside the name that the command gives. Source: Service Authorization Reference; AWS CLI reference (2026-11).
 */
import { call, type CatalogService, regional, type TypeTemplates } from './call.ts';

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
