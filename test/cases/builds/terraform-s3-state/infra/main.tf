terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket         = "acme-tf-state"
    key            = "shop/terraform.tfstate"
    region         = "eu-west-1" # where the state lies
    dynamodb_table = "tf-locks"
    encrypt        = true
  }
}
