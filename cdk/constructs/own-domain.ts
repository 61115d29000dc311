import {
  DomainName,
  EndpointType,
  type IRestApi,
  type RestApi,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { CfnRecordSet } from "aws-cdk-lib/aws-route53";
import { Construct } from "constructs";
import type { OwnDomain } from "../deployment.ts";

/** A host name of the operator's for the API, at its root, for TLS 1.2 and newer. */
export class ApiDomain extends Construct {
  readonly url: string;
  /** What a record of the name has to lead to. */
  readonly target: string;

  constructor(scope: Construct, id: string, { rest, own }: { rest: RestApi; own: OwnDomain }) {
    super(scope, id);
    const domain = new DomainName(this, "Name", {
      domainName: own.name,
      certificate: Certificate.fromCertificateArn(this, "Certificate", own.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      // Its type differs from the interface only in how optional members are written.
      mapping: rest as IRestApi,
    });
    if (own.hostedZoneId !== undefined) {
      new CfnRecordSet(this, "Record", {
        hostedZoneId: own.hostedZoneId,
        name: own.name,
        type: "A",
        aliasTarget: {
          dnsName: domain.domainNameAliasDomainName,
          hostedZoneId: domain.domainNameAliasHostedZoneId,
        },
      });
    }
    this.url = `https://${own.name}/`;
    this.target = domain.domainNameAliasDomainName;
  }
}
