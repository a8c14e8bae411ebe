-- Sentences as they stand on sites, written for this test and not taken from the script's list.
local plugin = "../../scripts/enricher/business_model.lua"

test "a SaaS in English" {
  plugin = plugin,
  company = { site_text = "Plans from €12 per user per month, billed annually. Start a free trial of our software, no card needed. Built for companies of all sizes." },
  expect = { business_model = "subscription", sells_to = { "businesses" } },
}
test "a SaaS in French" {
  plugin = plugin,
  company = { site_text = "Éditeur de logiciels depuis 2012. 29 € par utilisateur et par mois. Essai gratuit. Pour les entreprises et les collectivités territoriales." },
  expect = { business_model = "subscription", sells_to = { "businesses", "public sector" } },
}
test "a SaaS in German" {
  plugin = plugin,
  company = { site_text = "Ab 9 € pro Nutzer und Monat, monatlich kündbar. Jetzt kostenlos testen! Für Unternehmen und die öffentliche Verwaltung." },
  expect = { business_model = "subscription", sells_to = { "businesses", "public sector" } },
}
test "software that is sold" { plugin = plugin, company = { site_text = "We are a software company from Leeds. Our software runs on your own servers." }, expect = { business_model = "software" } }
test "une agence" { plugin = plugin, company = { site_text = "Marée est une agence de communication. Notre agence accompagne les PME." }, expect = { business_model = "agency" } }
test "eine Agentur" { plugin = plugin, company = { site_text = "Ihre WERBEAGENTUR in Köln" }, expect = { business_model = "agency", sells_to = unknown "incomplete" } }
test "a shop" { plugin = plugin, company = { site_text = "Add to cart. Free shipping from £40." }, expect = { business_model = "ecommerce" } }
test "ein Laden im Netz" { plugin = plugin, company = { site_text = "In den Warenkorb legen. Ab 50 € versandkostenfrei. Für Privatkunden und Geschäftskunden" },
  expect = { business_model = "ecommerce", sells_to = { "businesses", "consumers" } } }
test "place de marché" { plugin = plugin, company = { site_text = "La place de marché en ligne des artisans : devenez vendeur." }, expect = { business_model = "marketplace" } }
test "cabinet" { plugin = plugin, company = { site_text = "Cabinet d’avocats à Lyon" }, expect = { business_model = "services" } }
test "Hersteller" { plugin = plugin, company = { site_text = "Hersteller von Schrauben. Eigene Fertigung in Siegen." }, expect = { business_model = "manufacturing" } }
test "devices" { plugin = plugin, company = { site_text = "A hardware company: our sensors are made in our factory. We manufacture in Wales." }, expect = { business_model = "hardware" } }
test "Großhandel" { plugin = plugin, company = { site_text = "Großhandel für Bäckereien" }, expect = { business_model = "wholesale" } }
test "magasins" { plugin = plugin, company = { site_text = "Nos magasins vous accueillent. Retrait en magasin." }, expect = { business_model = "retail" } }

test "a negation" { plugin = plugin, company = { site_text = "We are not a digital agency. Nous ne sommes pas une agence web. Wir sind keine Werbeagentur." }, expect = { business_model = unknown "incomplete" } }
test "a negation of something else" { plugin = plugin, company = { site_text = "Why not? A digital agency with heart." }, expect = { business_model = "agency" } }
test "words in words" { plugin = plugin, company = { site_text = "Hypersaasification and grossistes-conseils" }, expect = { business_model = unknown "incomplete" } }
test "two models" { plugin = plugin, company = { site_text = "A law firm and a digital agency." }, expect = { business_model = unknown "incomplete" } }
test "one weak word" { plugin = plugin, company = { site_text = "Free trial lesson of judo" }, expect = { business_model = unknown "incomplete", sells_to = unknown "incomplete" } }
test "nothing" { plugin = plugin, company = { site_text = "Welcome" }, expect = { business_model = unknown "incomplete", sells_to = unknown "incomplete" } }
test "a stricter user" { plugin = plugin, options = { least = 6 }, company = { site_text = "Add to cart. Free shipping from £40." }, expect = { business_model = unknown "incomplete" } }
