import boto3
client = boto3.client("lambda")
client.publish_layer_version(LayerName="boto3", Content={"ZipFile": open("l.zip","rb").read()})
