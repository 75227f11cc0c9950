#!/usr/bin/env bash

upload_to_s3() {
    local file_path="$1"
    local s3_path="$2"
    uv run aws s3 cp --only-show-errors "${file_path}" "s3://${s3_path}"
}

upload_to_r2() {
    local file_path="$1"
    local r2_path="$2"
    AWS_ACCESS_KEY_ID="${R2_ACCESS_KEY_ID}" \
    AWS_SECRET_ACCESS_KEY="${R2_SECRET_ACCESS_KEY}" \
    uv run aws s3 cp --endpoint-url="${R2_ENDPOINT_URL}" "${file_path}" "s3://${r2_path}"
}

upload_file() {
    upload_to_s3 "$1" "${S3_BUCKET}/$2"
    upload_to_r2 "$1" "${R2_BUCKET}/$2"
}

for file in $(git diff --name-only origin/main | grep '^data/'); do
    upload_file "./${file}" "ci/$(basename "${file}")"
done
