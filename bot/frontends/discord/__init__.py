"""Discord: the ministry answers in servers, direct messages and wherever a person takes it along."""
