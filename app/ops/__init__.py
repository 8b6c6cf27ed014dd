"""What an operator watches: the numbers, and the address where Prometheus fetches them."""
