import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#shared/network/public-address.ts";

describe("addresses that anybody may reach", () => {
  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "3ffe::1",
  ])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("addresses of this machine, its network and its cloud", () => {
  test.each([
    ["this network", "0.0.0.0"],
    ["this network", "0.255.255.255"],
    ["private", "10.0.0.1"],
    ["private", "10.255.255.255"],
    ["shared by a carrier", "100.64.0.0"],
    ["Alibaba's metadata", "100.100.100.200"],
    ["shared by a carrier", "100.127.255.255"],
    ["loopback", "127.0.0.1"],
    ["loopback", "127.255.255.254"],
    ["link-local", "169.254.0.1"],
    ["AWS' and Google's metadata", "169.254.169.254"],
    ["container credentials of AWS", "169.254.170.2"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["protocol assignments", "192.0.0.1"],
    ["Oracle's metadata", "192.0.0.192"],
    ["documentation", "192.0.2.1"],
    ["6to4 relay", "192.88.99.1"],
    ["private", "192.168.255.255"],
    ["benchmarks", "198.18.0.1"],
    ["benchmarks", "198.19.255.255"],
    ["documentation", "198.51.100.7"],
    ["documentation", "203.0.113.7"],
    ["Azure's platform", "168.63.129.16"],
    ["multicast", "224.0.0.1"],
    ["multicast", "239.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["loopback, written out", "0:0:0:0:0:0:0:1"],
    ["mapped loopback", "::ffff:127.0.0.1"],
    ["mapped loopback in hexadecimal", "::ffff:7f00:1"],
    ["mapped metadata", "::ffff:169.254.169.254"],
    ["mapped public, which is still no IPv6", "::ffff:8.8.8.8"],
    ["compatible loopback", "::127.0.0.1"],
    ["translated (SIIT)", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::127.0.0.1"],
    ["NAT64 for local use", "64:ff9b:1::7f00:1"],
    ["discard", "100::1"],
    ["6to4 of a private address", "2002:0a00:0001::1"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    ["ORCHID", "2001:20::1"],
    ["documentation", "2001:db8::1"],
    ["documentation", "3fff::1"],
    ["unique local", "fc00::1"],
    ["AWS' metadata", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["site-local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["segment routing", "5f00::1"],
  ])("%s: %s", (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test.each([
  "",
  "localhost",
  "example.com",
  "127.1",
  "0x7f.0.0.1",
  "2130706433",
  "8.8.8.8:80",
  "[2606:4700:4700::1111]",
  "8.8.8.8 ",
  "1.2.3.4.5",
])("%j is no address, so it is not public", (text) => {
  expect(isPublicAddress(text)).toBe(false);
});
