-- Regions of places, written down from the map and not from the script.
local region = "../../scripts/enricher/region.lua"

test "FR 69002" { plugin = region, company = { country = "FR", postcode = "69002" }, expect = { region = "FR-69" } }
test "FR 75008" { plugin = region, company = { country = "FR", postcode = "75008" }, expect = { region = "FR-75" } }
test "FR 01000" { plugin = region, company = { country = "FR", postcode = "01000" }, expect = { region = "FR-01" } }
test "FR 95800" { plugin = region, company = { country = "FR", postcode = "95800" }, expect = { region = "FR-95" } }
test "FR 20000" { plugin = region, company = { country = "FR", postcode = "20000" }, expect = { region = "FR-2A" } }
test "FR 20137" { plugin = region, company = { country = "FR", postcode = "20137" }, expect = { region = "FR-2A" } }
test "FR 20200" { plugin = region, company = { country = "FR", postcode = "20200" }, expect = { region = "FR-2B" } }
test "FR 20260" { plugin = region, company = { country = "FR", postcode = "20260" }, expect = { region = "FR-2B" } }
test "FR 20620" { plugin = region, company = { country = "FR", postcode = "20620" }, expect = { region = "FR-2B" } }
test "FR 97110" { plugin = region, company = { country = "FR", postcode = "97110" }, expect = { region = "FR-971" } }
test "FR 97200" { plugin = region, company = { country = "FR", postcode = "97200" }, expect = { region = "FR-972" } }
test "FR 97300" { plugin = region, company = { country = "FR", postcode = "97300" }, expect = { region = "FR-973" } }
test "FR 97400" { plugin = region, company = { country = "FR", postcode = "97400" }, expect = { region = "FR-974" } }
test "FR 97500" { plugin = region, company = { country = "FR", postcode = "97500" }, expect = { region = "FR-PM" } }
test "FR 97600" { plugin = region, company = { country = "FR", postcode = "97600" }, expect = { region = "FR-976" } }
test "FR 97133" { plugin = region, company = { country = "FR", postcode = "97133" }, expect = { region = "FR-BL" } }
test "FR 97150" { plugin = region, company = { country = "FR", postcode = "97150" }, expect = { region = "FR-MF" } }
test "FR 98600" { plugin = region, company = { country = "FR", postcode = "98600" }, expect = { region = "FR-WF" } }
test "FR 98713" { plugin = region, company = { country = "FR", postcode = "98713" }, expect = { region = "FR-PF" } }
test "FR 98800" { plugin = region, company = { country = "FR", postcode = "98800" }, expect = { region = "FR-NC" } }
test "FR 69 002" { plugin = region, company = { country = "FR", postcode = "69 002" }, expect = { region = "FR-69" } }
test "BE 1000" { plugin = region, company = { country = "BE", postcode = "1000" }, expect = { region = "BE-BRU" } }
test "BE 1300" { plugin = region, company = { country = "BE", postcode = "1300" }, expect = { region = "BE-WBR" } }
test "BE 3000" { plugin = region, company = { country = "BE", postcode = "3000" }, expect = { region = "BE-VBR" } }
test "BE 2000" { plugin = region, company = { country = "BE", postcode = "2000" }, expect = { region = "BE-VAN" } }
test "BE 3500" { plugin = region, company = { country = "BE", postcode = "3500" }, expect = { region = "BE-VLI" } }
test "BE 4000" { plugin = region, company = { country = "BE", postcode = "4000" }, expect = { region = "BE-WLG" } }
test "BE 5000" { plugin = region, company = { country = "BE", postcode = "5000" }, expect = { region = "BE-WNA" } }
test "BE 6000" { plugin = region, company = { country = "BE", postcode = "6000" }, expect = { region = "BE-WHT" } }
test "BE 6700" { plugin = region, company = { country = "BE", postcode = "6700" }, expect = { region = "BE-WLX" } }
test "BE 7000" { plugin = region, company = { country = "BE", postcode = "7000" }, expect = { region = "BE-WHT" } }
test "BE 8000" { plugin = region, company = { country = "BE", postcode = "8000" }, expect = { region = "BE-VWV" } }
test "BE 9000" { plugin = region, company = { country = "BE", postcode = "9000" }, expect = { region = "BE-VOV" } }
test "BE 9999" { plugin = region, company = { country = "BE", postcode = "9999" }, expect = { region = "BE-VOV" } }
test "ES 28013" { plugin = region, company = { country = "ES", postcode = "28013" }, expect = { region = "ES-M" } }
test "ES 08001" { plugin = region, company = { country = "ES", postcode = "08001" }, expect = { region = "ES-B" } }
test "ES 01001" { plugin = region, company = { country = "ES", postcode = "01001" }, expect = { region = "ES-VI" } }
test "ES 07001" { plugin = region, company = { country = "ES", postcode = "07001" }, expect = { region = "ES-PM" } }
test "ES 48001" { plugin = region, company = { country = "ES", postcode = "48001" }, expect = { region = "ES-BI" } }
test "ES 50001" { plugin = region, company = { country = "ES", postcode = "50001" }, expect = { region = "ES-Z" } }
test "ES 52001" { plugin = region, company = { country = "ES", postcode = "52001" }, expect = { region = "ES-ML" } }
test "FR 98000 says none" { plugin = region, company = { country = "FR", postcode = "98000" }, expect = { region = unknown "absent" } }
test "FR 96000 says none" { plugin = region, company = { country = "FR", postcode = "96000" }, expect = { region = unknown "absent" } }
test "FR 00100 says none" { plugin = region, company = { country = "FR", postcode = "00100" }, expect = { region = unknown "absent" } }
test "FR 20900 says none" { plugin = region, company = { country = "FR", postcode = "20900" }, expect = { region = unknown "absent" } }
test "FR 6900 says none" { plugin = region, company = { country = "FR", postcode = "6900" }, expect = { region = unknown "malformed" } }
test "FR SW1A 1AA says none" { plugin = region, company = { country = "FR", postcode = "SW1A 1AA" }, expect = { region = unknown "malformed" } }
test "BE 0999 says none" { plugin = region, company = { country = "BE", postcode = "0999" }, expect = { region = unknown "malformed" } }
test "BE 10000 says none" { plugin = region, company = { country = "BE", postcode = "10000" }, expect = { region = unknown "malformed" } }
test "ES 53001 says none" { plugin = region, company = { country = "ES", postcode = "53001" }, expect = { region = unknown "malformed" } }
test "ES 00001 says none" { plugin = region, company = { country = "ES", postcode = "00001" }, expect = { region = unknown "malformed" } }
test "ES 2801 says none" { plugin = region, company = { country = "ES", postcode = "2801" }, expect = { region = unknown "malformed" } }
test "GB M1 2WD says none" { plugin = region, company = { country = "GB", postcode = "M1 2WD" }, expect = { region = unknown "absent" } }
