// An identity provider for tests: oidc-provider with one application and one person, on this machine alone.
// node provider.mjs PORT REDIRECT_ADDRESS ADDRESS_AFTER_SIGNING_OUT MAIL_ADDRESS ADDRESS_TOLD_OF_SIGNING_OUT

import Provider from "oidc-provider";

const [port, back, site, email, told] = process.argv.slice(2);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "plumbline",
      client_secret: "a secret of the application",
      redirect_uris: [back],
      post_logout_redirect_uris: [site],
      backchannel_logout_uri: told,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  pkce: { required: () => true },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email, email_verified: true, name: "From the directory", groups: ["Sales managers"] }),
  }),
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
