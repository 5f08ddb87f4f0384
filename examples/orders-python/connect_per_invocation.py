"""Connects to the database, and makes an S3 client, again on every invocation."""

import boto3
import psycopg2

from orders import DATABASE, PUBLIC, recent_orders


def handler(event, context):
    # Every invocation, cold or warm, pays for a new connection, a login and a new client.
    connection = psycopg2.connect(**DATABASE)
    s3 = boto3.client("s3", config=PUBLIC)
    try:
        orders = recent_orders(connection, s3, event["customerId"])
        print(f"Asked through database session {connection.info.backend_pid}.")
    finally:
        connection.close()
    return {"orders": orders}
