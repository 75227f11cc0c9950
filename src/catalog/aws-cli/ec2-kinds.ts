/** What an ID of EC2 is of, by its beginning. Source: EC2 User Guide, resource-ids; Service Authorization Reference, Amazon EC2. */
export const EC2_KINDS: Readonly<Record<string, string>> = {
  ami: 'image',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  i: 'instance',
  igw: 'internet-gateway',
  lt: 'launch-template',
  nat: 'natgateway',
  rtb: 'route-table',
  sg: 'security-group',
  snap: 'snapshot',
  subnet: 'subnet',
  vol: 'volume',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
};
