terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region                      = "us-west-2"
  access_key                  = "290008131176"
  secret_key                  = "any"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
  endpoints {
    iam       = var.endpoint
    sts       = var.endpoint
    ecr       = var.endpoint
    codebuild = var.endpoint
  }
}

variable "endpoint" {}

locals {
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "codebuild.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  logs = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource = "*" }]
  })
}

resource "aws_iam_role" "plain" {
  name               = "tf-plain"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "plain" {
  role   = aws_iam_role.plain.name
  name   = "logs"
  policy = local.logs
}

resource "aws_iam_role" "prefixed" {
  name_prefix        = "tf-build-"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "tagged" {
  name               = "tf-tagged"
  assume_role_policy = local.trust
  tags               = { ManagedBy = "terraform" }
}

resource "aws_iam_role" "exclusive" {
  name               = "tf-exclusive"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policies_exclusive" "exclusive" {
  role_name    = aws_iam_role.exclusive.name
  policy_names = []
}

resource "aws_iam_role" "inline" {
  name               = "tf-inline"
  assume_role_policy = local.trust
  inline_policy {
    name   = "logs"
    policy = local.logs
  }
}

resource "aws_iam_role" "attached" {
  name                = "tf-attached"
  assume_role_policy  = local.trust
  managed_policy_arns = [aws_iam_policy.logs.arn]
}

resource "aws_iam_policy" "logs" {
  name   = "tf-logs"
  policy = local.logs
}

module "ci" {
  source = "./ci"
  trust  = local.trust
}

resource "aws_ecr_repository" "app" {
  name = "tf-app"
}

resource "aws_codebuild_project" "app" {
  name         = "tf-app"
  service_role = aws_iam_role.plain.arn
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/standard:7.0"
    type            = "LINUX_CONTAINER"
    privileged_mode = true
  }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2\nphases: {build: {commands: [docker push 290008131176.dkr.ecr.us-west-2.amazonaws.com/tf-app:latest]}}\n"
  }
}
