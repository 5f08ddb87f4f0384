"""Keeps the connection and the S3 client of its environment for all invocations."""

import boto3
import psycopg2

from orders import DATABASE, PUBLIC, recent_orders

# Made in the Init phase, once per environment. Warm invocations find both ready.
connection = psycopg2.connect(**DATABASE)
s3 = boto3.client("s3", config=PUBLIC)


def handler(event, context):
    global connection
    try:
        orders = recent_orders(connection, s3, event["customerId"])
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        # A frozen environment does not notice that the server hung up; the first query after the thaw does.
        connection = psycopg2.connect(**DATABASE)
        orders = recent_orders(connection, s3, event["customerId"])
    print(f"Asked through database session {connection.info.backend_pid}.")
    return {"orders": orders}
