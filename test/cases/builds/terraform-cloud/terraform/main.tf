terraform {
  cloud {
    organization = "acme"
    workspaces {
      name = "images"
    }
  }
}
