terraform {
  backend "s3" {
    bucket = "nifi-states"
    key    = "prod/terraform.tfstate"
    region = "us-west-2"
  }
}
