Compress-Archive -Path dist\* -DestinationPath extractor-windows.zip -Force
