<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
  <#if section = "header">
    Signing out of your apps
  <#elseif section = "form">
    <ul id="apps">
      <#list logout.clients as client>
        <li data-address="${client.frontChannelLogoutUrl}">${client.name}</li>
      </#list>
    </ul>
    <#if logout.logoutRedirectUri?has_content>
      <a id="continue" href="${logout.logoutRedirectUri}">Continue</a>
    </#if>
    <script>
      setTimeout(() => {
        const apps = [...document.querySelectorAll('#apps li')];
        let left = apps.length;
        const done = () => {
          left -= 1;
          const on = document.querySelector('#continue');
          if (left <= 0 && on) location.replace(on.href);
        };
        for (const app of apps) {
          const frame = document.createElement('iframe');
          frame.style.display = 'none';
          frame.onload = done;
          frame.src = app.dataset.address;
          document.body.append(frame);
        }
      }, 30);
    </script>
  </#if>
</@layout.registrationLayout>
