module tributary.dev/peer

go 1.22
