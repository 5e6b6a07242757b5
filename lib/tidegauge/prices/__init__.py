"""What tokens cost: the kept price list, one's own prices before it, each from its day on."""
