key = "live/prod.tfstate"
use_lockfile = true
