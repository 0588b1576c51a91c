"""Channels: how people are told beside the open pages. `allowed` says where to, `message` what, `webhook` and `mail` do it."""
