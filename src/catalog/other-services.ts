/**
 * Services that builds speak to beside AWS, by the names that their clients print. Registries of images and packages are not
 * among them: they are told by their hosts. Source: messages of issue threads, 2014 to 2026.
 */
const NAMES = [
  // Clouds and where programs run
  'gcloud|gsutil|googleapis|google cloud|google play|firebase\\w*|app engine|cloud run|azure|azurerm|aadsts\\d{5,7}|microsoft graph|digitalocean|doctl|linode|hetzner|heroku|vercel|netlify|cloudflare|wrangler|fastly|akamai|fly\\.io|flyctl|railway|app store connect|testflight|fastlane|expo|eas cli',
  // Secrets, identities and infrastructure
  'ldap(?:_\\w+)?|kerberos|TF4\\d{5}|VS8\\d{5}|visualstudio|rabbitmq|hashicorp vault|doppler|1password|auth0|okta|keycloak|terraform cloud|terraform enterprise|pulumi cloud|spacelift|env0',
  // What looks at code, tests and running programs
  'sonar(?:qube|cloud|-scanner)?|snyk|codecov|coveralls|codacy|fossa|veracode|checkmarx|sentry(?:-cli)?|datadog|new ?relic|dynatrace|splunk|pagerduty|opsgenie|rollbar|bugsnag|launchdarkly|chromatic|percy|cypress|browserstack|sauce ?labs|lighthouse ci',
  // People and their work
  'smtp\\w*|slack|discord|telegram|jira|confluence|trello|notion|octokit|github api|gh api|twilio|sendgrid|mailgun|stripe|openai|hugging ?face|kaggle|mongodb atlas|snowflake|databricks|elastic cloud|algolia|contentful',
];

/** Their addresses, where the name alone would be another's. */
const HOSTS =
  'vault\\.[\\w.-]{1,100}|api\\.github\\.com|app\\.terraform\\.io|api\\.pulumi\\.com|[\\w.-]{1,100}\\.(?:atlassian\\.net|sentry\\.io|googleapis\\.com|microsoftonline\\.com)';

/** A name of one of them. */
export const OTHER_SERVICE: RegExp = new RegExp(
  `(?<![\\w@/.-])(?:${NAMES.join('|')})(?![a-z])|//(?:${HOSTS})(?![\\w-])`,
  'i',
);

/** What names AWS: it and another stand side by side in many a message, and then it may be AWS that speaks. */
export const NAMES_AWS: RegExp =
  /\baws|amazon|\barn:|\b(?:iam|s3|ecr|sts|ecs|eks|ec2|kms|ssm|lambda|codebuild(?!\/)|cloudformation|secrets ?manager)\b/i;
