#!/bin/sh
# The whole program on a generated stock of $ROWS rows, against counting its newlines, and against DuckDB where that is installed.
set -eu
folder=$BUILD/bench
mkdir -p "$folder"
[ -s "$folder/$ROWS/StockUniteLegale.csv" ] || { mkdir -p "$folder/$ROWS"; "$BUILD/tests/world/generate" --rows "$ROWS" --out "$folder/$ROWS"; }
cat > "$folder/icp.lua" <<'END'
icp {
  name = "bench",
  must = {
    { country = "FR" },
    { industry = nace { "62" } },
    { employees = between(50, 500) },
    { legal_form = cj { "5" } },
  },
}
END
cat > "$folder/scan.lua" <<END
pipeline { icp = "icp.lua", source "sirene" { file = "$ROWS/StockUniteLegale.csv" }, sink "csv" { path = "out.csv" } }
END
file=$folder/$ROWS/StockUniteLegale.csv
perl tests/bench/time.pl scan 5 "'$BUILD/winnow' run '$folder/scan.lua' --as-of 2026-11-01" newlines "wc -l < '$file'"
if command -v duckdb >/dev/null 2>&1; then
	perl tests/bench/time.pl scan 5 "'$BUILD/winnow' run '$folder/scan.lua' --as-of 2026-11-01" duckdb \
		"duckdb -c \"select count(*) from read_csv('$file', all_varchar=true) where statutDiffusionUniteLegale = 'O' and etatAdministratifUniteLegale = 'A' and activitePrincipaleUniteLegale like '62%' and trancheEffectifsUniteLegale in ('21','22','31','32') and categorieJuridiqueUniteLegale like '5%'\""
else
	echo "# duckdb is not installed: ratio scan.vs_duckdb skipped"
fi
