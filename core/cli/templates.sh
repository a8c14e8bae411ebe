#!/bin/sh
# Prints the files given as C: an array of bytes each, and a table of them all.
number=0
for file; do
	echo "static const unsigned char template_$number[] = {"
	od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
	echo "};"
	number=$((number + 1))
done
number=0
echo "static const struct template templates[] = {"
for file; do
	echo "	{\"${file##*/}\", {(const char *)template_$number, sizeof template_$number}},"
	number=$((number + 1))
done
echo "};"
