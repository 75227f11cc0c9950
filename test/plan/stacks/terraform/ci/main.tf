variable "trust" {}

resource "aws_iam_role" "build" {
  count              = 1
  name               = "tf-module"
  assume_role_policy = var.trust
}
