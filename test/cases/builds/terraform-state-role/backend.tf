terraform {
  backend "s3" {
    bucket   = "shared"
    key      = "x"
    role_arn = "arn:aws:iam::444455556666:role/state"
  }
}
